package dev.mizzen.daemon.cli;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Objects as they may be shown: the values of a Secret's {@code data} and {@code stringData} are {@code ***}. */
final class Masked {
    static final String MASK = "***";

    private Masked() {}

    /** A copy without secret values; {@code object} itself where it holds none. */
    static ObjectNode of(ObjectNode object) {
        if (!object.path("kind").asString("").equals("Secret")
                || !object.path("apiVersion").asString("").equals("v1")) {
            return object;
        }
        ObjectNode copy = object.deepCopy();
        for (String part : List.of("data", "stringData")) {
            if (copy.get(part) instanceof ObjectNode values) {
                for (String key : List.copyOf(values.propertyNames())) {
                    values.put(key, MASK);
                }
            } else if (copy.has(part)) {
                copy.put(part, MASK);
            }
        }
        JsonNode applied = copy.path("metadata").path("annotations");
        if (applied instanceof ObjectNode annotations
                && annotations.has("kubectl.kubernetes.io/last-applied-configuration")) {
            annotations.put("kubectl.kubernetes.io/last-applied-configuration", MASK);
        }
        return copy;
    }
}
