package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.Digest;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON with its keys sorted, so that equal trees have equal text. */
final class Canonical {
    private Canonical() {}

    static Digest digest(JsonNode node) {
        return Digest.of(of(node).toString());
    }

    /** A copy of {@code node}; lists keep their order. */
    static JsonNode of(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                TreeMap<String, JsonNode> sorted = new TreeMap<>();
                object.properties().forEach(e -> sorted.put(e.getKey(), of(e.getValue())));
                ObjectNode result = JsonNodeFactory.instance.objectNode();
                sorted.forEach(result::set);
                yield result;
            }
            case ArrayNode array -> {
                ArrayNode result = JsonNodeFactory.instance.arrayNode(array.size());
                array.forEach(item -> result.add(of(item)));
                yield result;
            }
            default -> node;
        };
    }
}
