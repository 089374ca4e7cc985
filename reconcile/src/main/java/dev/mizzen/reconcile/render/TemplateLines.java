package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.define.Definition;
import dev.mizzen.reconcile.model.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the labels of a CUE text stand. It knows the shape of the text only: strings, comments, brackets and labels. What
 * stands in a condition, a loop or a list belongs to the label around it; an expression is not followed.
 */
final class TemplateLines {
    private static final Pattern TOKEN = Pattern.compile(String.join(
            "|",
            "(?<comment>//[^\\n]*)",
            "(?<text>(#*)\"\"\"(?s:.*?)\"\"\"\\3|(#*)'''(?s:.*?)'''\\4|(#+)\".*?\"\\5)",
            "(?<label>(?:[A-Za-z_#$][A-Za-z0-9_#$]*|\"(?:[^\"\\\\\\n]|\\\\.)*\")(?=[?!]?[ \\t]*:))",
            "(?<plain>\"(?:[^\"\\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\\n]|\\\\.)*'|[A-Za-z0-9_#$]+)",
            "(?<open>[{\\[(])",
            "(?<close>[}\\])])",
            "(?<end>[\\n,])"));

    private final Map<List<String>, Place> places = new LinkedHashMap<>();

    /** A line and column of the text, both from 1. */
    record Place(int line, int column) {}

    TemplateLines(String text) {
        Deque<List<String>> around = new ArrayDeque<>();
        List<String> here = List.of();
        List<String> outer = here;
        Matcher token = TOKEN.matcher(text);
        Cursor cursor = new Cursor(text);
        while (token.find()) {
            if (token.group("label") != null) {
                List<String> deeper = new ArrayList<>(here);
                deeper.add(unquoted(token.group("label")));
                here = List.copyOf(deeper);
                places.putIfAbsent(here, cursor.at(token.start()));
            } else if (token.group("open") != null) {
                around.push(outer);
                outer = here;
            } else if (token.group("close") != null && !around.isEmpty()) {
                here = outer;
                outer = around.pop();
            } else if (token.group("end") != null) {
                here = outer;
            }
        }
    }

    /** The place of the longest beginning of {@code labels} that is there; empty if not even the first is. */
    Optional<Place> deepest(List<String> labels) {
        for (int length = labels.size(); length > 0; length--) {
            Place place = places.get(labels.subList(0, length));
            if (place != null) {
                return Optional.of(place);
            }
        }
        return Optional.empty();
    }

    /** Where a definition's template writes the first of {@code paths} that is found, or else where it begins. */
    static Position at(Definition definition, Stream<List<String>> paths) {
        TemplateLines lines =
                new TemplateLines(definition.body().path("template").asString(""));
        Position start = definition.position();
        return paths.flatMap(path -> lines.deepest(path).stream())
                .findFirst()
                .map(place -> new Position(
                        start.file(), start.line() + place.line() - 1, start.column() + place.column() - 1))
                .orElse(start);
    }

    private static String unquoted(String label) {
        return label.startsWith("\"") ? label.substring(1, label.length() - 1) : label;
    }

    /** Counts lines as it is asked for places further on. */
    private static final class Cursor {
        private final String text;
        private int seen;
        private int line = 1;
        private int lineStart;

        Cursor(String text) {
            this.text = text;
        }

        Place at(int offset) {
            for (; seen < offset; seen++) {
                if (text.charAt(seen) == '\n') {
                    line++;
                    lineStart = seen + 1;
                }
            }
            return new Place(line, offset - lineStart + 1);
        }
    }
}
