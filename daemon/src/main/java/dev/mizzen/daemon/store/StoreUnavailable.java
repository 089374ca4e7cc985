package dev.mizzen.daemon.store;

import org.jspecify.annotations.Nullable;

/** The store cannot be opened: nothing answers, the credentials are wrong, or another daemon holds it. */
public final class StoreUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    /** The message says what to do and holds no secret. */
    public StoreUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
