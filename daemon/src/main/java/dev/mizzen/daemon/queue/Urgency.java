package dev.mizzen.daemon.queue;

/** How a trigger treats a back-off that the delivery waits out. */
public enum Urgency {
    /** A commit or a person: the back-off ends and is forgotten. */
    RESET,
    /** Drift, a timer: the run takes place when the back-off is over. */
    KEEP
}
