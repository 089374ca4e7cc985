package dev.mizzen.reconcile.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How an object, or a delivery as the worst of its objects, fares.
 *
 * @param message one line for people, may be empty
 * @param details what a definition tells besides, by name, each one line
 */
public record Health(State state, String message, SortedMap<String, String> details) implements Comparable<Health> {
    private static final SortedMap<String, String> NO_DETAILS = Collections.unmodifiableSortedMap(new TreeMap<>());
    public static final Health HEALTHY = new Health(State.HEALTHY, "");

    public Health {
        details = details.isEmpty() ? NO_DETAILS : Collections.unmodifiableSortedMap(new TreeMap<>(details));
    }

    /** One without details. */
    public Health(State state, String message) {
        this(state, message, NO_DETAILS);
    }

    /** From best to worst. */
    public enum State {
        HEALTHY,
        SUSPENDED,
        PROGRESSING,
        UNKNOWN,
        DEGRADED,
        MISSING
    }

    /** The worse of the two; this one where they are equal. */
    public Health worse(Health other) {
        return compareTo(other) >= 0 ? this : other;
    }

    @Override
    public int compareTo(Health other) {
        return state.compareTo(other.state);
    }
}
