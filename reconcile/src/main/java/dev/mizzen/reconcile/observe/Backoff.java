package dev.mizzen.reconcile.observe;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Waits that double from one failure to the next, each shortened by up to half at random. */
final class Backoff {
    private final WatchLimits limits;
    private final RandomGenerator random;
    private long next;

    Backoff(WatchLimits limits, RandomGenerator random) {
        this.limits = limits;
        this.random = random;
        this.next = limits.firstRetry().toMillis();
    }

    Duration next() {
        long wait = next;
        next = Math.min(2 * next, limits.mostRetry().toMillis());
        return Duration.ofMillis(wait - random.nextLong(wait / 2 + 1));
    }

    void reset() {
        next = limits.firstRetry().toMillis();
    }
}
