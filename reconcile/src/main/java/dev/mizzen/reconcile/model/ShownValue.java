package dev.mizzen.reconcile.model;

import tools.jackson.databind.JsonNode;

/** A field's value as text for people: short, and never a Secret's. */
public final class ShownValue {
    /** So long may a value be that is told; the rest is cut. */
    public static final int CHARACTERS = 200;

    private static final String MASKED = "***";

    private ShownValue() {}

    /** The value at {@code path} in an object that has its {@code kind}; {@code ""} where there is none. */
    public static String of(JsonNode object, FieldPath path) {
        JsonNode value = path.in(object);
        if (value.isMissingNode()) {
            return "";
        }
        if (isSecret(object.path("kind").asString(""), path)) {
            return MASKED;
        }
        String text = value.isString() ? value.asString() : value.toString();
        return text.length() <= CHARACTERS ? text : text.substring(0, CHARACTERS - 1) + "…";
    }

    private static boolean isSecret(String kind, FieldPath path) {
        return kind.equals("Secret") && (path.startsWith("data") || path.startsWith("stringData"));
    }
}
