package dev.mizzen.gitsource.mirror;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the server of one update said, beside what it threw. Written by the threads of a connection. */
final class Answer {
    private volatile int status;
    private volatile @Nullable String hostKeyProblem;

    void answered(int newStatus) {
        status = newStatus;
    }

    void showedHostKey(String problem) {
        hostKeyProblem = problem;
    }

    /** Last HTTP status code, or 0 where there was none. */
    int status() {
        return status;
    }

    /** Why the key that the server showed is not to be trusted. */
    Optional<String> hostKeyProblem() {
        return Optional.ofNullable(hostKeyProblem);
    }
}
