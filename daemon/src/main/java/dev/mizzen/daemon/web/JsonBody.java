package dev.mizzen.daemon.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The body of a request, one JSON document and nothing after it. Each problem ends with the form that was expected. */
final class JsonBody {
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonBody() {}

    /** What was sent; empty where nothing was. */
    static byte[] bytes(RoutingContext context) {
        Buffer body = context.body().buffer();
        return body == null ? new byte[0] : body.getBytes();
    }

    /** @throws IllegalArgumentException if it is no JSON, or an object in it has a field twice */
    static JsonNode read(byte[] body, String form) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("this is not JSON, or has a field twice: " + form, e);
        }
    }

    /** @throws IllegalArgumentException as {@link #read}, or if it is no object */
    static JsonNode object(byte[] body, String form) {
        JsonNode root = read(body, form);
        if (!root.isObject()) {
            throw new IllegalArgumentException("this is no JSON object: " + form);
        }
        return root;
    }
}
