package dev.mizzen.reconcile.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** The set of fields of one entry of {@code managedFields}: its FieldsV1 as JSON, read but never copied. */
public record FieldTree(JsonNode fields) {
    /** No field at all. */
    public static final FieldTree NONE = new FieldTree(JsonNodeFactory.instance.objectNode());

    private static final String ITSELF = ".";

    /** Every field that has no field below it in this set. */
    public List<FieldPath> leaves() {
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
    public boolean holds(FieldPath path) {
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

    /** What of the set is at this place and below; empty where there is nothing. */
    public Optional<FieldTree> at(FieldPath path) {
        JsonNode at = fields;
        for (FieldPath.Step step : path.steps()) {
            JsonNode next = child(at, step);
            if (next == null) {
                return Optional.empty();
            }
            at = next;
        }
        return Optional.of(new FieldTree(at));
    }

    /** Whether nothing below is told apart: the value there is held as one. */
    public boolean isWhole() {
        return fields.isEmpty() || (fields.size() == 1 && fields.has(ITSELF));
    }

    /** The fields and list items right below. */
    public List<FieldPath.Step> below() {
        return fields.properties().stream()
                .map(Map.Entry::getKey)
                .filter(key -> !key.equals(ITSELF))
                .map(FieldPath.Step::parse)
                .toList();
    }

    /** Of a value that stands where this set begins, what is in the set; missing where there is nothing. */
    public JsonNode within(JsonNode value) {
        if (fields.isEmpty()) {
            return value.deepCopy();
        }
        return value.isArray() ? items(value) : members(value);
    }

    private JsonNode members(JsonNode value) {
        if (!value.isObject()) {
            return MissingNode.getInstance();
        }
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        for (FieldPath.Step step : below()) {
            FieldPath path = FieldPath.ROOT.then(step);
            JsonNode member = at(path).orElse(NONE).within(path.in(value));
            if (step instanceof FieldPath.Step.Name name && !member.isMissingNode()) {
                members.set(name.name(), member);
            }
        }
        return members;
    }

    private JsonNode items(JsonNode list) {
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < list.size(); i++) {
            JsonNode item = list.path(i);
            for (FieldPath.Step step : below()) {
                if (step.isAt(list, i)) {
                    items.add(item(step, item));
                }
            }
        }
        return items.isEmpty() ? MissingNode.getInstance() : items;
    }

    private JsonNode item(FieldPath.Step step, JsonNode item) {
        JsonNode held = at(FieldPath.ROOT.then(step)).orElse(NONE).within(item);
        if (step instanceof FieldPath.Step.Key key && held instanceof ObjectNode object) {
            key.values().forEach(object::set);
        }
        return held;
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
    public List<FieldPath> beyond(FieldTree other) {
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
                        e -> path.then(FieldPath.Step.parse(e.getKey())),
                        Map.Entry::getValue,
                        (a, b) -> a,
                        LinkedHashMap::new));
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
