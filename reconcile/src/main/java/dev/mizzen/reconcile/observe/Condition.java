package dev.mizzen.reconcile.observe;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** One of {@code status.conditions}, by the Kubernetes API conventions; absent texts are {@code ""}. */
record Condition(String type, String status, String reason, String message, Optional<Instant> since) {
    /** All conditions of the object, in its order. */
    static List<Condition> all(JsonNode live) {
        List<Condition> conditions = new ArrayList<>();
        for (JsonNode item : live.path("status").path("conditions")) {
            conditions.add(new Condition(
                    item.path("type").asString(""),
                    item.path("status").asString(""),
                    item.path("reason").asString(""),
                    item.path("message").asString(""),
                    time(item.path("lastTransitionTime"))));
        }
        return conditions;
    }

    static Optional<Condition> find(JsonNode live, String type) {
        return all(live).stream().filter(c -> c.type.equals(type)).findFirst();
    }

    static boolean isTrue(JsonNode live, String type) {
        return find(live, type).filter(Condition::isTrue).isPresent();
    }

    boolean isTrue() {
        return status.equals("True");
    }

    boolean isFalse() {
        return status.equals("False");
    }

    /** The message, else the reason, else the type: what tells a person most. */
    String words() {
        return !message.isEmpty() ? message : !reason.isEmpty() ? reason : type;
    }

    /** A point in time as Kubernetes writes it (RFC 3339); empty where there is none. */
    static Optional<Instant> time(JsonNode text) {
        try {
            return text.isString() ? Optional.of(Instant.parse(text.asString())) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
