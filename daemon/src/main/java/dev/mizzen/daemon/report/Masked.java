package dev.mizzen.daemon.report;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Objects as they may be shown: the values of a Secret's {@code data} and {@code stringData} are {@code ***}. */
public final class Masked {
    public static final String MASK = "***";

    private Masked() {}

    /** A copy without secret values; {@code object} itself where it holds none. */
    public static ObjectNode of(ObjectNode object) {
        if (!isSecret(object)) {
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

    /** Two states of one object as they may be shown beside each other. */
    public record Pair(ObjectNode before, ObjectNode after) {}

    /** Without secret values, but so that one which differs is seen to differ. */
    public static Pair pair(ObjectNode before, ObjectNode after) {
        ObjectNode shownBefore = of(before);
        ObjectNode shownAfter = of(after);
        for (String part : List.of("data", "stringData")) {
            if (isSecret(after) && shownAfter.get(part) instanceof ObjectNode values) {
                for (String key : List.copyOf(values.propertyNames())) {
                    JsonNode old = before.path(part).path(key);
                    if (!old.isMissingNode() && !old.equals(after.path(part).path(key))) {
                        values.put(key, MASK + " (another value)");
                    }
                }
            }
        }
        return new Pair(shownBefore, shownAfter);
    }

    private static boolean isSecret(ObjectNode object) {
        return object.path("kind").asString("").equals("Secret")
                && object.path("apiVersion").asString("").equals("v1");
    }
}
