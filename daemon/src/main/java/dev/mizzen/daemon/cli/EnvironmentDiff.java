package dev.mizzen.daemon.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Style;
import tools.jackson.databind.JsonNode;

/**
 * One object beside the same one of another environment, for people and for scripts.
 *
 * @param change {@code differs}, or {@code only} where it is in one of the environments alone
 * @param places where it goes, cluster/namespace, by environment; an environment that has none is not there
 * @param fields that differ; none where it is in one environment alone
 */
record EnvironmentDiff(
        String app, String object, String change, Map<String, SortedSet<String>> places, List<Field> fields) {
    /** A field that differs; {@code values} by environment, without one that has no such field. */
    record Field(String path, Map<String, JsonNode> values) {}

    static final String DIFFERS = "differs";
    static final String ONLY = "only";

    /** As a difference is written for people, the first environment's values as what is removed. */
    List<String> lines(Ansi ansi, String left, String right) {
        List<String> lines = new ArrayList<>();
        if (change.equals(ONLY)) {
            String environment = places.keySet().iterator().next();
            lines.add(coloured(ansi, Style.bold, app + ": " + object + " is only in " + place(environment)));
            return lines;
        }
        lines.add(coloured(ansi, Style.bold, app + ": " + object + " differs"));
        lines.add(coloured(ansi, Style.fg_red, "--- " + place(left)));
        lines.add(coloured(ansi, Style.fg_green, "+++ " + place(right)));
        for (Field field : fields) {
            lines.add(coloured(ansi, Style.fg_cyan, "@@ " + field.path()));
            values(field, left).forEach(line -> lines.add(coloured(ansi, Style.fg_red, "-" + line)));
            values(field, right).forEach(line -> lines.add(coloured(ansi, Style.fg_green, "+" + line)));
        }
        return lines;
    }

    private String place(String environment) {
        return environment + " on " + String.join(", ", places.getOrDefault(environment, Collections.emptySortedSet()));
    }

    private static List<String> values(Field field, String environment) {
        JsonNode value = field.values().get(environment);
        return value == null ? List.of() : Output.yaml(value).lines().toList();
    }

    /** Not by picocli's markup, which an object's own text could contain. */
    private static String coloured(Ansi ansi, Style style, String text) {
        return ansi.enabled() ? style.on() + text + style.off() : text;
    }
}
