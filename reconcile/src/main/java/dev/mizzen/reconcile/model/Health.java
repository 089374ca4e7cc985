package dev.mizzen.reconcile.model;

/** How an object, or a delivery as the worst of its objects, fares; {@code message} is one line for people, may be empty. */
public record Health(State state, String message) implements Comparable<Health> {
    public static final Health HEALTHY = new Health(State.HEALTHY, "");

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
