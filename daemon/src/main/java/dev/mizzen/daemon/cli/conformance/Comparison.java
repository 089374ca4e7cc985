package dev.mizzen.daemon.cli.conformance;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Compares objects as parsed: numbers by value, maps without order. */
final class Comparison {
    private static final int SHOWN_CHARACTERS = 160;

    private Comparison() {}

    /** The first difference between two lists of objects; empty where there is none. */
    static Optional<String> first(List<JsonNode> ours, List<JsonNode> theirs) {
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            Optional<String> difference = at("", ours.get(i), theirs.get(i));
            if (difference.isPresent()) {
                return Optional.of("object " + (i + 1) + " (" + name(theirs.get(i)) + ") " + difference.get());
            }
        }
        if (ours.size() < theirs.size()) {
            return Optional.of("object " + (ours.size() + 1) + " (" + name(theirs.get(ours.size())) + ") is missing");
        }
        return ours.size() == theirs.size()
                ? Optional.empty()
                : Optional.of("object " + (theirs.size() + 1) + " (" + name(ours.get(theirs.size())) + ") is too many");
    }

    private static Optional<String> at(String path, JsonNode ours, JsonNode theirs) {
        if (ours.isObject() && theirs.isObject()) {
            SortedSet<String> keys = new TreeSet<>(ours.propertyNames());
            keys.addAll(theirs.propertyNames());
            return keys.stream()
                    .flatMap(key -> at(path + "." + key, ours.path(key), theirs.path(key)).stream())
                    .findFirst();
        }
        if (ours.isArray() && theirs.isArray() && ours.size() == theirs.size()) {
            for (int i = 0; i < ours.size(); i++) {
                Optional<String> difference = at(path + "[" + i + "]", ours.get(i), theirs.get(i));
                if (difference.isPresent()) {
                    return difference;
                }
            }
            return Optional.empty();
        }
        boolean same = (ours.isNumber() && theirs.isNumber())
                ? ours.decimalValue().compareTo(theirs.decimalValue()) == 0
                : ours.equals(theirs);
        return same
                ? Optional.empty()
                : Optional.of("at " + (path.isEmpty() ? "its root" : path.substring(1)) + ": expected " + shown(theirs)
                        + ", found " + shown(ours));
    }

    private static String name(JsonNode object) {
        return object.path("kind").asString("?") + " "
                + object.path("metadata").path("name").asString("?");
    }

    private static String shown(JsonNode value) {
        String text = value.isMissingNode() ? "nothing" : value.toString();
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS - 1) + "…";
    }
}
