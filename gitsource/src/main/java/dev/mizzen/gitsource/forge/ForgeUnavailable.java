package dev.mizzen.gitsource.forge;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The forge cannot be asked now: network, server error, rate limit. Its message shows no token. */
public final class ForgeUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    public ForgeUnavailable(String message, Optional<Duration> retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.retryAfter = retryAfter.orElse(null);
    }

    /** How long the forge wants to be left alone, where it says so. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
