package dev.mizzen.daemon.report;

import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.observe.Drift;
import dev.mizzen.reconcile.spec.Environment;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a commit status says: its state and one line for people.
 *
 * @param patient whether it may be pending for as long as it takes
 */
record Verdict(State state, String description, boolean patient) {
    Verdict(State state, String description) {
        this(state, description, false);
    }

    enum State {
        PENDING,
        SUCCESS,
        FAILURE,
        ERROR
    }

    /** What one delivery's state means for the commit that it is at. */
    static Verdict of(DeliveryState delivery) {
        return switch (delivery.sync()) {
            case SYNCED -> ofDrift(delivery).orElseGet(() -> ofHealth(delivery.health()));
            case PROGRESSING -> new Verdict(State.PENDING, "on its way");
            case WAITING -> new Verdict(State.PENDING, "waits: " + delivery.message());
            case REJECTED -> new Verdict(State.FAILURE, delivery.message());
            case HELD -> new Verdict(State.FAILURE, delivery.message());
            case AWAITING_WINDOW -> ofDrift(delivery).orElseGet(() -> ofHeld(delivery));
            case UNREACHABLE -> new Verdict(State.ERROR, delivery.message());
            case FAILED -> new Verdict(State.ERROR, delivery.message());
            case AWAITING_PROMOTION -> new Verdict(State.SUCCESS, "awaits promotion");
        };
    }

    /** Only drift that somebody asked to be alerted to: what is corrected is over in a moment. */
    private static Optional<Verdict> ofDrift(DeliveryState delivery) {
        return delivery.present().stream()
                .map(DriftSeen::drift)
                .filter(drift -> drift.mode() == Environment.Mode.ALERT)
                .findFirst()
                .map(drift -> new Verdict(State.FAILURE, "drifted: " + words(drift)));
    }

    private static String words(Drift drift) {
        return drift.fields().isEmpty()
                ? drift.ref().kind() + " " + drift.ref().name() + " was deleted"
                : drift.fields().stream()
                        .map(field -> field.path() + " by " + field.manager())
                        .collect(Collectors.joining(", "));
    }

    private static Verdict ofHealth(Health health) {
        return switch (health.state()) {
            case HEALTHY -> new Verdict(State.SUCCESS, "synced and healthy");
            case SUSPENDED -> new Verdict(State.SUCCESS, "synced, suspended");
            case PROGRESSING, UNKNOWN -> new Verdict(State.PENDING, "rolling out" + colon(health.message()));
            case DEGRADED -> new Verdict(State.FAILURE, "degraded" + colon(health.message()));
            case MISSING -> new Verdict(State.FAILURE, "missing" + colon(health.message()));
        };
    }

    /** What runs meanwhile may fail all the same. */
    private static Verdict ofHeld(DeliveryState delivery) {
        Verdict health = ofHealth(delivery.health());
        return health.state() == State.FAILURE ? health : new Verdict(State.PENDING, delivery.message(), true);
    }

    private static String colon(String message) {
        return message.isEmpty() ? "" : ": " + message;
    }

    /** All of a source's deliveries in one; {@code troubles} of the source itself are a failure. */
    static Verdict aggregate(List<DeliveryState> deliveries, List<String> troubles) {
        if (!troubles.isEmpty()) {
            return new Verdict(State.FAILURE, troubles.getFirst());
        }
        List<DeliveryState> counted = deliveries.stream()
                .filter(d -> d.sync() != Sync.AWAITING_PROMOTION)
                .toList();
        for (State state : List.of(State.FAILURE, State.ERROR, State.PENDING)) {
            List<DeliveryState> those =
                    counted.stream().filter(d -> of(d).state() == state).toList();
            if (!those.isEmpty()) {
                DeliveryState first = those.getFirst();
                String others = those.size() > 1 ? " (and " + (those.size() - 1) + " more)" : "";
                String name = first.id().environment() + "/" + first.id().app();
                boolean patient = those.stream().allMatch(d -> of(d).patient());
                return new Verdict(state, name + others + ": " + of(first).description(), patient);
            }
        }
        return new Verdict(State.SUCCESS, counted.size() + " deliveries are synced and healthy");
    }

    /** A pending verdict that took too long ends as a failure, unless its time has not come. */
    Verdict overdue() {
        return patient ? this : new Verdict(State.FAILURE, "not done in time: " + description);
    }
}
