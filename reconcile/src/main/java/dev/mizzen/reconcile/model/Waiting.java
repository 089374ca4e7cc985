package dev.mizzen.reconcile.model;

import java.util.Objects;

/** Something outside is not there yet and will mend itself; tried again with back-off, which a new commit resets. */
public final class Waiting extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message what is waited for, one line, without secrets */
    public Waiting(String message) {
        super(message);
    }

    public Waiting(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
