package dev.mizzen.daemon.story;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines of Prometheus' text format. */
final class Samples {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})?\\s+(\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private Samples() {}

    /** Whether one of {@code lines} is a sample of that name and value with at least those labels. */
    static boolean contain(List<String> lines, String expected) {
        Sample wanted = read(expected);
        return lines.stream()
                .filter(line -> line.startsWith(wanted.name()))
                .map(Samples::read)
                .anyMatch(s -> s.name().equals(wanted.name())
                        && s.value() == wanted.value()
                        && s.labels().entrySet().containsAll(wanted.labels().entrySet()));
    }

    private record Sample(String name, Map<String, String> labels, double value) {}

    private static Sample read(String line) {
        Matcher sample = SAMPLE.matcher(line.strip());
        if (!sample.matches()) {
            throw new IllegalArgumentException("no sample: " + line);
        }
        Map<String, String> labels = new TreeMap<>();
        if (sample.group(2) != null) {
            Matcher label = LABEL.matcher(sample.group(2));
            while (label.find()) {
                labels.put(label.group(1), label.group(2));
            }
        }
        return new Sample(sample.group(1), labels, Double.parseDouble(sample.group(3)));
    }
}
