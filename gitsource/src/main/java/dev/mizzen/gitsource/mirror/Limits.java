package dev.mizzen.gitsource.mirror;

import java.time.Duration;

/**
 * How much a remote may cost.
 *
 * @param repositoryBytes most bytes that the mirror may have on disk
 * @param silence longest wait for the next byte, and for a connection
 * @param fetch longest time that one update may take
 */
public record Limits(long repositoryBytes, Duration silence, Duration fetch) {
    /** 2 GiB, 30 seconds, 15 minutes. */
    public static final Limits DEFAULT = new Limits(2L << 30, Duration.ofSeconds(30), Duration.ofMinutes(15));

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is not above zero, or {@code silence} is below a second
     */
    public Limits {
        if (repositoryBytes <= 0 || silence.compareTo(Duration.ofSeconds(1)) < 0 || !fetch.isPositive()) {
            throw new IllegalArgumentException("limits must be above zero, and silence at least one second");
        }
    }
}
