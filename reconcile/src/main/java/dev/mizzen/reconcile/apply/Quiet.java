package dev.mizzen.reconcile.apply;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A server's wish to be left alone for a while ({@code Retry-After} of RFC 9110, in seconds). Thread-safe. */
final class Quiet {
    /** Whoever asks for longer gets no more than this at a time. */
    static final Duration MOST = Duration.ofMinutes(1);
    /** Those who wait come back within so much more of the time, not at one moment. */
    private static final double SPREAD = 0.2;

    private final AtomicLong untilNanos = new AtomicLong(System.nanoTime());

    /** What the header says: zero where it is absent or no number of seconds. */
    static Duration asked(@Nullable String header) {
        if (header == null || !header.strip().matches("[0-9]{1,9}")) {
            return Duration.ZERO;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(header.strip()));
        return asked.compareTo(MOST) > 0 ? MOST : asked;
    }

    void keep(Duration wait) {
        long until = System.nanoTime() + wait.toNanos();
        untilNanos.accumulateAndGet(until, (old, fresh) -> fresh - old > 0 ? fresh : old);
    }

    /** How long it lasts still; zero or less if it is over. */
    Duration left() {
        return Duration.ofNanos(untilNanos.get() - System.nanoTime());
    }

    void await() throws InterruptedException {
        for (Duration left = left(); left.isPositive(); left = left()) {
            double spread = 1 + SPREAD * ThreadLocalRandom.current().nextDouble();
            TimeUnit.NANOSECONDS.sleep((long) ((double) left.toNanos() * spread));
        }
    }
}
