package dev.mizzen.reconcile.model;

import java.util.Objects;

/** Something outside is not there yet and will mend itself; its {@link Obstacle} says when it is tried again. */
public final class Waiting extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Obstacle obstacle;

    /** @param message what is waited for, one line, without secrets */
    public Waiting(Obstacle obstacle, String message) {
        super(message);
        this.obstacle = obstacle;
    }

    public Waiting(Obstacle obstacle, String message, Throwable cause) {
        super(message, cause);
        this.obstacle = obstacle;
    }

    /** What is waited for, and how it is told to people. */
    public Wait what() {
        return new Wait(obstacle, getMessage());
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
