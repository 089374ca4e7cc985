package dev.mizzen.daemon.story;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Whether one JSON tree holds at least another. Maps: each expected key. Lists: each expected item is matched by an item,
 * in the same order; {@code []} is an empty list. Texts between slashes are regular expressions that must be found. {@code null}
 * is what is not there. Everything else is equal.
 */
final class Subset {
    private Subset() {}

    /** The differences, each as {@code path: expected …, found …}; empty if {@code actual} holds all that is expected. */
    static List<String> differences(JsonNode expected, JsonNode actual) {
        List<String> differences = new ArrayList<>();
        compare("", expected, actual, differences);
        return differences;
    }

    private static void compare(String path, JsonNode expected, JsonNode actual, List<String> differences) {
        if (expected.isObject()) {
            compareFields(path, expected, actual, differences);
        } else if (expected.isArray()) {
            compareItems(path, expected, actual, differences);
        } else if (!same(expected, actual)) {
            differences.add(path + ": expected " + expected + ", found " + shortened(actual));
        }
    }

    private static void compareFields(String path, JsonNode expected, JsonNode actual, List<String> differences) {
        if (!actual.isObject()) {
            differences.add(path + ": expected a map, found " + shortened(actual));
            return;
        }
        for (Map.Entry<String, JsonNode> field : expected.properties()) {
            JsonNode found = actual.path(field.getKey());
            if (!field.getValue().isNull() || !found.isMissingNode()) {
                compare(path + "." + field.getKey(), field.getValue(), found, differences);
            }
        }
    }

    private static void compareItems(String path, JsonNode expected, JsonNode actual, List<String> differences) {
        if (expected.isEmpty() && !actual.isEmpty()) {
            differences.add(path + ": expected an empty list, found " + shortened(actual));
        }
        int next = 0;
        for (int i = 0; i < expected.size(); i++) {
            int found = next;
            while (found < actual.size()
                    && !differences(expected.get(i), actual.get(found)).isEmpty()) {
                found++;
            }
            if (found >= actual.size()) {
                differences.add(path + "[" + i + "]: nothing matches " + expected.get(i) + " in " + shortened(actual));
                return;
            }
            next = found + 1;
        }
    }

    private static boolean same(JsonNode expected, JsonNode actual) {
        if (expected.isString() && actual.isString()) {
            String text = expected.asString();
            if (text.length() > 1 && text.startsWith("/") && text.endsWith("/")) {
                return java.util.regex.Pattern.compile(text.substring(1, text.length() - 1))
                        .matcher(actual.asString())
                        .find();
            }
        }
        if (expected.isNumber() && actual.isNumber()) {
            return expected.decimalValue().compareTo(actual.decimalValue()) == 0;
        }
        return expected.equals(actual);
    }

    private static String shortened(JsonNode node) {
        String text = node.isMissingNode() ? "nothing" : node.toString();
        return text.length() > 600 ? text.substring(0, 600) + "…" : text;
    }
}
