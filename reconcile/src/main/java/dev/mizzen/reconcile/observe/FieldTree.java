package dev.mizzen.reconcile.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The set of fields of one entry of {@code managedFields}: its FieldsV1 as JSON, read but never copied. */
record FieldTree(JsonNode fields) {
    private static final String ITSELF = ".";

    /** Every field that has no field below it in this set. */
    List<FieldPath> leaves() {
        List<FieldPath> found = new ArrayList<>();
        leaves(FieldPath.ROOT, fields, found);
        return found;
    }

    private static void leaves(FieldPath at, JsonNode node, List<FieldPath> found) {
        boolean leaf = true;
        for (Map.Entry<String, JsonNode> child : node.properties()) {
            if (!child.getKey().equals(ITSELF)) {
                leaf = false;
                leaves(at.then(FieldPath.Step.parse(child.getKey())), child.getValue(), found);
            }
        }
        if (leaf && !at.steps().isEmpty()) {
            found.add(at);
        }
    }

    /** Whether the field, something below it, or all that is around it as one, is in the set. */
    boolean holds(FieldPath path) {
        JsonNode at = fields;
        for (FieldPath.Step step : path.steps()) {
            JsonNode next = child(at, step);
            if (next == null || next.isEmpty()) {
                return next != null;
            }
            at = next;
        }
        return true;
    }

    private static @Nullable JsonNode child(JsonNode node, FieldPath.Step step) {
        for (Map.Entry<String, JsonNode> child : node.properties()) {
            if (!child.getKey().equals(ITSELF)
                    && FieldPath.Step.parse(child.getKey()).equals(step)) {
                return child.getValue();
            }
        }
        return null;
    }

    /**
     * The highest fields of this set of which {@code other} has nothing: an added item of a list as a whole, an added
     * map down to where it has more than one field.
     */
    List<FieldPath> beyond(FieldTree other) {
        List<FieldPath> found = new ArrayList<>();
        beyond(FieldPath.ROOT, fields, other.fields, found);
        return found;
    }

    private static void beyond(FieldPath at, JsonNode mine, JsonNode other, List<FieldPath> found) {
        for (Map.Entry<String, JsonNode> child : mine.properties()) {
            if (child.getKey().equals(ITSELF)) {
                continue;
            }
            FieldPath path = at.then(FieldPath.Step.parse(child.getKey()));
            JsonNode same = other.get(child.getKey());
            if (same == null) {
                found.addAll(tops(path, child.getValue()));
            } else {
                beyond(path, child.getValue(), same, found);
            }
        }
    }

    /** The item itself; of a list each item; of a map with one field, that field. */
    private static List<FieldPath> tops(FieldPath path, JsonNode node) {
        if (path.steps().getLast() instanceof FieldPath.Step.Key) {
            return List.of(path);
        }
        Map<FieldPath, JsonNode> below = node.properties().stream()
                .filter(e -> !e.getKey().equals(ITSELF))
                .collect(Collectors.toMap(
                        e -> path.then(FieldPath.Step.parse(e.getKey())), Map.Entry::getValue, (a, b) -> a));
        boolean list = !below.isEmpty()
                && below.keySet().stream().noneMatch(p -> p.steps().getLast() instanceof FieldPath.Step.Name);
        if (!list && below.size() != 1) {
            return List.of(path);
        }
        return below.entrySet().stream()
                .flatMap(e -> tops(e.getKey(), e.getValue()).stream())
                .toList();
    }
}
