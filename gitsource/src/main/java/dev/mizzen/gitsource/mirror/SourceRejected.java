package dev.mizzen.gitsource.mirror;

/** The source cannot be read and trying again will not help: a person must act. Its message shows no credential. */
public final class SourceRejected extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Reason {
        AUTHENTICATION,
        HOST_KEY,
        NO_SUCH_REPOSITORY,
        NO_SUCH_BRANCH,
        NO_SUCH_COMMIT,
        NO_SUCH_PATH,
        TOO_LARGE,
        SUBMODULE,
        PROTOCOL
    }

    private final Reason reason;

    public SourceRejected(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
