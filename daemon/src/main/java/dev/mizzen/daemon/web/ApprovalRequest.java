package dev.mizzen.daemon.web;

import dev.mizzen.reconcile.model.Nearest;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The body of an approval: {@code {"digest": "<10 to 64 hexadecimal digits>"}} and nothing else. */
final class ApprovalRequest {
    private static final String FORM = "the body is {\"digest\": \"<10 to 64 hexadecimal digits>\"}";
    private static final String DIGEST = "digest";
    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{10,64}");

    private ApprovalRequest() {}

    /** @throws IllegalArgumentException with what is wrong with it */
    static String digest(byte[] body) {
        JsonNode root = JsonBody.object(body, FORM);
        for (String field : root.propertyNames()) {
            if (!field.equals(DIGEST)) {
                throw new IllegalArgumentException("unknown field \"" + shortened(field) + "\""
                        + Nearest.to(field, Set.of(DIGEST))
                                .map(nearest -> "; did you mean \"" + nearest + "\"?")
                                .orElse("")
                        + ": " + FORM);
            }
        }
        if (!root.path(DIGEST).isString()
                || !DIGITS.matcher(root.path(DIGEST).asString()).matches()) {
            throw new IllegalArgumentException("\"digest\" is missing or of another form: " + FORM);
        }
        return root.path(DIGEST).asString();
    }

    private static String shortened(String field) {
        return field.length() <= 40 ? field : field.substring(0, 40) + "…";
    }
}
