package dev.mizzen.daemon.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** At most {@code burst} calls at once and one more each {@code interval}, by key. Remembers few keys. Thread-safe. */
final class RateLimit {
    private static final int MOST_KEYS = 10_000;

    private final int burst;
    private final Duration interval;
    private final Clock clock;
    private final Map<String, Instant> empties = new LinkedHashMap<>();

    RateLimit(int burst, Duration interval, Clock clock) {
        this.burst = burst;
        this.interval = interval;
        this.clock = clock;
    }

    /** Whether no more call is allowed now. Counts nothing. */
    synchronized boolean isExhausted(String key) {
        Instant now = clock.instant();
        return next(key, now).isAfter(full(now));
    }

    private Instant full(Instant now) {
        return now.plus(interval.multipliedBy(burst));
    }

    private Instant next(String key, Instant now) {
        Instant before = empties.getOrDefault(key, now);
        return (before.isBefore(now) ? now : before).plus(interval);
    }

    /** Whether one more call is allowed now; if so, it counts. */
    synchronized boolean allows(String key) {
        Instant now = clock.instant();
        Instant next = next(key, now);
        if (next.isAfter(full(now))) {
            return false;
        }
        empties.remove(key);
        empties.put(key, next);
        if (empties.size() > MOST_KEYS) {
            empties.remove(empties.keySet().iterator().next());
        }
        return true;
    }
}
