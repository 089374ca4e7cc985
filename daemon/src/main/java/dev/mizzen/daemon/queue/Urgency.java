package dev.mizzen.daemon.queue;

/** How a trigger treats a wait of the delivery, and whom it lets go first. */
public enum Urgency {
    /** A commit or a person: the wait ends, and how often it was tried is forgotten. */
    RESET,
    /** What the delivery waits for is over: the wait ends. */
    WAKE,
    /** Drift: the run takes place now, unless the delivery waits for something that must be left alone meanwhile. */
    KEEP,
    /** A timer, just in case: waits are waited out, and all others of the lane go first, but for one in four. */
    LOOK
}
