package dev.mizzen.gitsource.hook;

import dev.mizzen.gitsource.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** The way of every event: its size, its proof, and only then its JSON. */
final class VerifiedEvents {
    private static final int MAX_NESTING = 50;

    private final ObjectMapper json = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_NESTING)
                            .maxDocumentLength(Hook.MAX_BODY_BYTES)
                            .build())
                    .build())
            .build();
    private final Proof proof;
    private final BiFunction<Map<String, String>, JsonNode, HookResult> reading;

    /** Decides whether a request is the forge's own. */
    interface Proof {
        /** Why it is not; empty where it is. */
        Optional<String> refusal(Map<String, String> headers, byte[] body, Secret secret);
    }

    /** @param reading gets the headers and the body of a request that is proved */
    VerifiedEvents(Proof proof, BiFunction<Map<String, String>, JsonNode, HookResult> reading) {
        this.proof = proof;
        this.reading = reading;
    }

    HookResult receive(Map<String, String> headers, byte[] body, Secret secret) {
        if (body.length > Hook.MAX_BODY_BYTES) {
            return new HookResult.Refused("the body is larger than the limit of 3 MiB");
        }
        if (secret.isEmpty()) {
            return new HookResult.Refused("the source has no webhook secret");
        }
        Optional<String> refusal = proof.refusal(headers, body, secret);
        if (refusal.isPresent()) {
            return new HookResult.Refused(refusal.get());
        }
        String type = headers.getOrDefault("content-type", "").toLowerCase(Locale.ROOT);
        if (!type.startsWith("application/json")) {
            return new HookResult.Refused("the webhook's content type must be application/json");
        }
        try {
            return reading.apply(headers, json.readTree(body));
        } catch (JacksonException e) {
            return new HookResult.Refused("the body is not the JSON of an event");
        }
    }

    /** An HMAC-SHA256 of the body, in hexadecimal after {@code prefix}, in any of the headers. */
    static Proof signature(String prefix, String... names) {
        return (headers, body, secret) -> {
            for (String name : names) {
                String claimed = headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
                if (claimed.startsWith(prefix) && isHex(claimed.substring(prefix.length()), hmac(body, secret))) {
                    return Optional.empty();
                }
            }
            return Optional.of(String.join(" or ", names) + " is missing or does not fit the body and the secret");
        };
    }

    private static boolean isHex(String claimed, byte[] hmac) {
        try {
            return MessageDigest.isEqual(hmac, HexFormat.of().parseHex(claimed));
        } catch (IllegalArgumentException notHexadecimal) {
            return false;
        }
    }

    static byte[] hmac(byte[] body, Secret secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.bytes(), "HmacSHA256"));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
