package dev.mizzen.gitsource.mirror;

/** The remote stays as it was: the branch is not where it was expected, or the server declines. Shows no credential. */
public final class PushRefused extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** Somebody moved, made or removed the branch: look again and decide anew. */
        CHANGED,
        /** The server does not allow it, as for a protected branch: a person must act. */
        DECLINED
    }

    private final Reason reason;

    public PushRefused(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
