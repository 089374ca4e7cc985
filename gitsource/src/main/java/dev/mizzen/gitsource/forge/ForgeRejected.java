package dev.mizzen.gitsource.forge;

/** The forge refuses and trying again will not help: a person must act. Its message shows no token. */
public final class ForgeRejected extends Exception {
    private static final long serialVersionUID = 1L;

    public ForgeRejected(String message) {
        super(message);
    }
}
