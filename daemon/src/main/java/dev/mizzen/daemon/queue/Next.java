package dev.mizzen.daemon.queue;

/** What a run says of the time after it. */
public sealed interface Next {
    /** Nothing until the next trigger. */
    record Settled() implements Next {}

    /** Tried again after a back-off that grows with each such answer in a row. */
    record TryAgain() implements Next {}
}
