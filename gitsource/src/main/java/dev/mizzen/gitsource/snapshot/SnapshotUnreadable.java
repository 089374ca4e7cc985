package dev.mizzen.gitsource.snapshot;

/**
 * Something of a snapshot cannot be read now: a broken disk, objects removed under our feet, nobody who decrypts. Retried by
 * whoever asked.
 */
public final class SnapshotUnreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SnapshotUnreadable(String message) {
        super(message);
    }

    public SnapshotUnreadable(String message, Throwable cause) {
        super(message, cause);
    }
}
