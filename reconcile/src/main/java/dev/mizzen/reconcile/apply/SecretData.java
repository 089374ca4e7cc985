package dev.mizzen.reconcile.apply;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Secret's {@code stringData} as {@code data}, as the server itself would write it. Sent as it is, its fields would never
 * be ours, so that nobody could tell when they are edited.
 */
final class SecretData {
    private SecretData() {}

    static void encode(ObjectNode body) {
        boolean secret = body.path("kind").asString("").equals("Secret")
                && body.path("apiVersion").asString("").equals("v1");
        if (!secret || !(body.get("stringData") instanceof ObjectNode texts)) {
            return;
        }
        ObjectNode data = body.get("data") instanceof ObjectNode present ? present : body.putObject("data");
        texts.properties()
                .forEach(text -> data.put(
                        text.getKey(),
                        Base64.getEncoder()
                                .encodeToString(text.getValue().asString("").getBytes(StandardCharsets.UTF_8))));
        body.remove("stringData");
    }
}
