package dev.mizzen.gitsource.forge;

/** The forge refuses and trying again will not help: a person must act. Its message shows no token. */
public final class ForgeRejected extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    public ForgeRejected(String message) {
        this(message, 0);
    }

    ForgeRejected(String message, int status) {
        super(message);
        this.status = status;
    }

    /** HTTP status of the refusal, or 0 where there was none. */
    public int status() {
        return status;
    }
}
