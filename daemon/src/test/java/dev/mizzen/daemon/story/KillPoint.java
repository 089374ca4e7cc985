package dev.mizzen.daemon.story;

import java.time.Duration;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** When the daemon is killed, counted from its last start. */
sealed interface KillPoint {
    /** After so long. */
    record AtTime(Duration after) implements KillPoint {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "after %.1f s", after.toMillis() / 1000.0);
        }
    }

    /** At its {@code number}-th request, before the API server hears it, or before the daemon hears the answer. */
    record AtRequest(long number, boolean answered) implements KillPoint {
        @Override
        public String toString() {
            return (answered ? "after request " : "before request ") + number;
        }
    }

    /** Half of them by time, a quarter each before and after a request. */
    static KillPoint random(RandomGenerator random, Duration longest, long mostRequests) {
        return random.nextBoolean()
                ? new AtTime(Duration.ofMillis(random.nextLong(longest.toMillis()) + 1))
                : new AtRequest(random.nextLong(mostRequests) + 1, random.nextBoolean());
    }
}
