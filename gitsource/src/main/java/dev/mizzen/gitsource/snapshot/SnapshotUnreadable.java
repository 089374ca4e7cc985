package dev.mizzen.gitsource.snapshot;

/** The mirror's objects cannot be read: a broken disk, or objects removed under our feet. Retried by whoever asked. */
public final class SnapshotUnreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SnapshotUnreadable(String message, Throwable cause) {
        super(message, cause);
    }
}
