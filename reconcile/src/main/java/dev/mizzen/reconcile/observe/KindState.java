package dev.mizzen.reconcile.observe;

/** How far one kind's watch can be trusted. {@code message} is one line for people, {@code ""} where all is well. */
public record KindState(Status status, String message) {
    /** Whether what is held of the kind is what is there. */
    public enum Status {
        /** The first list is not complete. */
        LISTING,
        /** Events arrive. */
        LIVE,
        /** The connection is broken; what is held was true then. */
        INTERRUPTED,
        /** The kind is not served, or may not be watched: its objects are not gone, nothing is known of them. */
        UNKNOWN
    }

    static final KindState LISTING = new KindState(Status.LISTING, "");
    static final KindState LIVE = new KindState(Status.LIVE, "");
}
