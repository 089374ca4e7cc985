package dev.mizzen.gitsource.mirror;

import org.jspecify.annotations.Nullable;

/** The source cannot be read now: network, server error, time-out. Worth trying again; its message shows no credential. */
public final class SourceUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    public SourceUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
