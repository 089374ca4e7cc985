package dev.mizzen.daemon.cli.conformance;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Forms in which two objects are equal if they differ only in what a listed reason is about. */
final class Normal {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Normal() {}

    /** Every number as the 64-bit float that is nearest. */
    static JsonNode rounded(JsonNode value) {
        return map(
                value,
                leaf -> leaf.isNumber()
                        ? NODES.numberNode(new BigDecimal(leaf.decimalValue().doubleValue()))
                        : leaf,
                item -> true);
    }

    /** No empty map in a list, and nothing twice in it. */
    static JsonNode withoutPadding(JsonNode value) {
        return map(value, leaf -> leaf, item -> !(item.isObject() && item.isEmpty()));
    }

    /** A claim's {@code dataSource} that is a selector of labels, where it belongs. */
    static JsonNode withSelector(JsonNode object) {
        if (!object.path("kind").asString("").equals("PersistentVolumeClaim")
                || !(object.path("spec") instanceof ObjectNode spec)) {
            return object;
        }
        JsonNode source = spec.path("dataSource");
        if (!source.has("matchLabels") && !source.has("matchExpressions")) {
            return object;
        }
        ObjectNode moved = (ObjectNode) object.deepCopy();
        ObjectNode changed = (ObjectNode) moved.path("spec");
        changed.set("selector", changed.remove("dataSource"));
        return moved;
    }

    private static JsonNode map(JsonNode value, UnaryOperator<JsonNode> leaf, Predicate<JsonNode> kept) {
        if (value instanceof ObjectNode object) {
            ObjectNode result = NODES.objectNode();
            object.forEachEntry((key, field) -> result.set(key, map(field, leaf, kept)));
            return result;
        }
        if (value instanceof ArrayNode list) {
            ArrayNode result = NODES.arrayNode();
            Set<JsonNode> items = new LinkedHashSet<>();
            for (JsonNode item : list) {
                JsonNode mapped = map(item, leaf, kept);
                if (kept.test(mapped) && (items.add(mapped) || !item.isObject())) {
                    result.add(mapped);
                }
            }
            return result;
        }
        return leaf.apply(value);
    }
}
