package dev.mizzen.daemon.promote;

/** Somebody else's work stands where ours should be: a person must act. */
final class Strange extends Exception {
    private static final long serialVersionUID = 1L;

    Strange(String message) {
        super(message);
    }
}
