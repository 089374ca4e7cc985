package dev.mizzen.reconcile.apply;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The one table from what an API server answers to a {@link Failure}. Pure. */
final class FailureTable {
    private static final Pattern MANAGER =
            Pattern.compile("conflict with \"((?:[^\"\\\\]|\\\\.)*)\"(?: with subresource \"([^\"]*)\")?");
    private static final String UNTYPED = "failed to create typed patch object";
    private static final Pattern SCHEMA_ERROR = Pattern.compile("(?:\\): |\\n\\s*)\\.(\\S+): ([^\\n]+)");
    private static final int MESSAGE_LIMIT_CHARS = 1_000;
    static final int TOO_MANY = 429;

    private FailureTable() {}

    /**
     * @param code an HTTP status that is no success
     * @param status the answer's body, a {@code Status} of the API; missing where it is none
     */
    static Failure of(int code, JsonNode status) {
        return of(code, status, Duration.ZERO);
    }

    /** @param asked how long the server wants to be left alone */
    static Failure of(int code, JsonNode status, Duration asked) {
        String message = message(code, status);
        return switch (code) {
            case 401 -> new Failure.Unauthorized(message);
            case 403 -> forbidden(status, message);
            case 404 -> notFound(status, message);
            case 409 -> conflict(status, message);
            case 410 -> new Failure.Expired(message);
            case 422 -> new Failure.Invalid(fieldErrors(status), message);
            case TOO_MANY -> new Failure.Busy(message, asked);
            case 502, 503, 504 -> new Failure.Unreachable(message);
            default ->
                status.path("message").asString("").contains(UNTYPED)
                        ? new Failure.Invalid(untyped(status), message)
                        : code >= 500 ? new Failure.Broken(code, message) : new Failure.Refused(code, message);
        };
    }

    /** What does not fit the kind's schema is told as if the server had failed, in words alone. */
    private static List<Failure.FieldError> untyped(JsonNode status) {
        List<Failure.FieldError> fields = new ArrayList<>();
        Matcher errors = SCHEMA_ERROR.matcher(status.path("message").asString(""));
        while (errors.find()) {
            fields.add(new Failure.FieldError(errors.group(1), errors.group(2)));
        }
        return List.copyOf(fields);
    }

    private static String message(int code, JsonNode status) {
        String text = status.path("message").asString("HTTP " + code);
        String line = text.replaceAll("\\s+", " ");
        return line.length() > MESSAGE_LIMIT_CHARS ? line.substring(0, MESSAGE_LIMIT_CHARS) + "…" : line;
    }

    private static Failure forbidden(JsonNode status, String message) {
        return hasCause(status, "NamespaceTerminating")
                ? new Failure.NamespaceTerminating(message)
                : new Failure.Forbidden(message);
    }

    private static Failure notFound(JsonNode status, String message) {
        String kind = status.path("details").path("kind").asString("");
        return kind.isEmpty()
                ? new Failure.NotServed(message)
                : new Failure.NotFound(message, kind.equals("namespaces"));
    }

    private static Failure conflict(JsonNode status, String message) {
        List<Failure.FieldConflict> fields = new ArrayList<>();
        for (JsonNode cause : causes(status)) {
            if (cause.path("reason").asString("").equals("FieldManagerConflict")) {
                Matcher manager = MANAGER.matcher(cause.path("message").asString(""));
                boolean found = manager.find();
                fields.add(new Failure.FieldConflict(
                        cause.path("field").asString(""),
                        found ? manager.group(1) : "unknown",
                        found ? Objects.requireNonNullElse(manager.group(2), "") : ""));
            }
        }
        return fields.isEmpty() ? new Failure.Stale(message) : new Failure.Conflict(List.copyOf(fields), message);
    }

    private static List<Failure.FieldError> fieldErrors(JsonNode status) {
        List<Failure.FieldError> fields = new ArrayList<>();
        for (JsonNode cause : causes(status)) {
            fields.add(new Failure.FieldError(
                    cause.path("field").asString(""), cause.path("message").asString("")));
        }
        return List.copyOf(fields);
    }

    private static boolean hasCause(JsonNode status, String reason) {
        for (JsonNode cause : causes(status)) {
            if (cause.path("reason").asString("").equals(reason)) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode causes(JsonNode status) {
        return status.path("details").path("causes");
    }
}
