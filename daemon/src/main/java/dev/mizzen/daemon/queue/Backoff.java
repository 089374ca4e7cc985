package dev.mizzen.daemon.queue;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Doubling delay between tries: {@code first}, twice that, and so on up to {@code most}, each ±20 %.
 *
 * @param first before the second try
 * @param most never exceeded, jitter included
 */
public record Backoff(Duration first, Duration most) {
    /** No delay at all. */
    static final Backoff NONE = new Backoff(Duration.ZERO, Duration.ZERO);

    private static final double JITTER = 0.2;
    private static final int MOST_DOUBLINGS = 30;

    /** How long to wait after {@code failures} (1 or more) in a row. */
    public Duration after(int failures, RandomGenerator random) {
        double doubled = (double) first.toMillis() * Math.pow(2, Math.min(failures - 1, MOST_DOUBLINGS));
        double jittered = Math.min(doubled, (double) most.toMillis()) * (1 - JITTER + 2 * JITTER * random.nextDouble());
        return Duration.ofMillis((long) Math.min(jittered, (double) most.toMillis()));
    }
}
