package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.model.FieldPath;
import dev.mizzen.reconcile.model.FieldPath.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A field that two objects do not hold alike. Items of a list are told apart by their names where all of them have one,
 * else by their places.
 *
 * @param left missing where the first object has no such field; as {@code right}
 */
record FieldDifference(FieldPath path, JsonNode left, JsonNode right) {
    private static final String NAME = "name";

    /** All of them, the first object's fields first, each told where it begins to differ. */
    static List<FieldDifference> between(JsonNode left, JsonNode right) {
        List<FieldDifference> found = new ArrayList<>();
        compare(FieldPath.ROOT, left, right, found);
        return List.copyOf(found);
    }

    private static void compare(FieldPath at, JsonNode left, JsonNode right, List<FieldDifference> found) {
        if (left.equals(right)) {
            return;
        }
        if (left.isObject() && right.isObject()) {
            Set<String> names = new LinkedHashSet<>(left.propertyNames());
            names.addAll(right.propertyNames());
            names.forEach(name -> compare(at.then(new Step.Name(name)), left.path(name), right.path(name), found));
        } else if (left.isArray() && right.isArray()) {
            lists(at, left, right, found);
        } else {
            found.add(new FieldDifference(at, left, right));
        }
    }

    private static void lists(FieldPath at, JsonNode left, JsonNode right, List<FieldDifference> found) {
        if (isNamed(left) && isNamed(right)) {
            Set<JsonNode> names = new LinkedHashSet<>();
            left.forEach(item -> names.add(item.path(NAME)));
            right.forEach(item -> names.add(item.path(NAME)));
            int before = found.size();
            for (JsonNode name : names) {
                FieldPath item = FieldPath.ROOT.then(new Step.Key(new TreeMap<>(Map.of(NAME, name))));
                compare(at.then(item.steps().getFirst()), item.in(left), item.in(right), found);
            }
            if (found.size() == before) {
                found.add(new FieldDifference(at, left, right)); // the same items in another order
            }
            return;
        }
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            compare(at.then(new Step.Index(i)), left.path(i), right.path(i), found);
        }
    }

    private static boolean isNamed(JsonNode list) {
        Set<String> names = new LinkedHashSet<>();
        list.forEach(item -> names.add(item.path(NAME).asString("")));
        return names.size() == list.size() && !names.contains("");
    }

    /** The values by the names of the objects that have them. */
    Map<String, JsonNode> values(String leftName, String rightName) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        if (!left.isMissingNode()) {
            values.put(leftName, left);
        }
        if (!right.isMissingNode()) {
            values.put(rightName, right);
        }
        return values;
    }
}
