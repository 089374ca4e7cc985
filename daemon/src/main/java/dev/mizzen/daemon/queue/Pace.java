package dev.mizzen.daemon.queue;

import dev.mizzen.reconcile.model.Obstacle;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * How an obstacle is waited out.
 *
 * @param backoff from one try to the next
 * @param notBefore a moment before which there is no try
 * @param yields whether drift may run the delivery meanwhile: there is nobody who has to be spared
 */
record Pace(Backoff backoff, Instant notBefore, boolean yields) {
    private static final Duration MOST = Duration.ofMinutes(10);
    /** Where an event tells when it is over; the timer is for the event that got lost. */
    private static final Backoff TOLD = new Backoff(Duration.ofMinutes(1), MOST);

    private static final Backoff BUSY = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
    private static final Backoff NOT_READY = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(2));
    private static final Backoff DENIED = new Backoff(Duration.ofSeconds(30), MOST);
    private static final Backoff REFUSED = new Backoff(MOST, MOST);
    private static final Backoff BROKEN = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5));
    private static final Backoff BUG = new Backoff(Duration.ofMinutes(1), MOST);

    /** Tells the pace of an obstacle that is met now. */
    @FunctionalInterface
    interface Table {
        Pace of(Obstacle obstacle, Instant now);
    }

    /** The one that the daemon keeps to; docs/adr/0091 says why. */
    static Pace of(Obstacle obstacle, Instant now) {
        return switch (obstacle) {
            case Obstacle.Busy busy -> new Pace(BUSY, now.plus(busy.asked()), false);
            case Obstacle.Unreachable ignored -> new Pace(TOLD, now, true);
            case Obstacle.Slow ignored -> new Pace(TOLD, now, true);
            case Obstacle.Dependency ignored -> new Pace(TOLD, now, true);
            case Obstacle.Claims ignored -> new Pace(TOLD, now, true);
            case Obstacle.NotReady ignored -> new Pace(NOT_READY, now, false);
            case Obstacle.Denied ignored -> new Pace(DENIED, now, false);
            case Obstacle.Refused ignored -> new Pace(REFUSED, now, true);
            case Obstacle.Broken ignored -> new Pace(BROKEN, now, false);
            case Obstacle.Fight fight -> new Pace(Backoff.NONE, fight.until(), false);
            case Obstacle.Bug ignored -> new Pace(BUG, now, false);
        };
    }

    /** When to try after {@code tries} (1 or more) in a row that met it. */
    Instant next(int tries, Instant now, RandomGenerator random) {
        Instant at = now.plus(backoff.after(tries, random));
        return at.isBefore(notBefore) ? notBefore : at;
    }
}
