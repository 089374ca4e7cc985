package dev.mizzen.reconcile.model;

import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON whose numbers stay exact, however long they are. Keys keep the order in which they were written. */
public final class ExactJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ExactJson() {}

    /**
     * Reads one JSON text.
     *
     * @throws IllegalArgumentException if it is none, is nested deeper than 500 or has a number of more than 1,000 digits;
     *     the message says where or which limit, never what stands there
     */
    public static JsonNode parse(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    e instanceof StreamConstraintsException
                            ? e.getOriginalMessage()
                            : "no JSON at column " + e.getLocation().getColumnNr());
        }
    }

    /** One line of UTF-8: a line break in a text is written as an escape. Equal trees give equal bytes. */
    public static byte[] bytes(JsonNode json) {
        return MAPPER.writeValueAsBytes(json);
    }
}
