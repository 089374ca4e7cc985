package dev.mizzen.daemon.cli.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Prometheus' text format, as far as numbers are read out of it. */
record Exposition(List<Sample> all) {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** One number. */
    record Sample(String name, Map<String, String> labels, double value) {
        /** {@code ""} where there is no such label. */
        String label(String key) {
            return labels.getOrDefault(key, "");
        }
    }

    static Exposition of(String text) {
        return new Exposition(Arrays.stream(text.split("\n"))
                .filter(line -> !line.startsWith("#"))
                .flatMap(line -> sample(line).stream())
                .toList());
    }

    private static List<Sample> sample(String line) {
        Matcher sample = SAMPLE.matcher(line);
        if (!sample.matches()) {
            return List.of();
        }
        Map<String, String> labels = new TreeMap<>();
        if (sample.group(2) != null) {
            Matcher label = LABEL.matcher(sample.group(2));
            while (label.find()) {
                labels.put(label.group(1), label.group(2));
            }
        }
        return List.of(new Sample(sample.group(1), labels, Double.parseDouble(sample.group(3))));
    }

    Stream<Sample> samples(String name) {
        return all.stream().filter(sample -> sample.name().equals(name));
    }

    double sum(String name) {
        return samples(name).mapToDouble(Sample::value).sum();
    }
}
