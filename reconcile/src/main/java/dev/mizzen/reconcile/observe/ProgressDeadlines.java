package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Health;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes DEGRADED of a delivery that has been PROGRESSING for too long: since its release was applied, or since it was
 * last well. Needs no event to notice: it sets a timer. Thread-safe.
 */
public final class ProgressDeadlines {
    private final Clock clock;
    private final Timer timer;
    private final Consumer<DeliveryId> expired;
    private final Map<DeliveryId, Progress> deliveries = new HashMap<>();

    /** Runs something once, later. */
    @FunctionalInterface
    public interface Timer {
        void at(Instant when, Runnable task);
    }

    private static final class Progress {
        private Duration deadline;
        private @Nullable Instant since;

        Progress(Duration deadline) {
            this.deadline = deadline;
        }
    }

    /** @param expired told when a delivery's time is over: its health should be {@linkplain #judge judged} again */
    public ProgressDeadlines(Clock clock, Timer timer, Consumer<DeliveryId> expired) {
        this.clock = clock;
        this.timer = timer;
        this.expired = expired;
    }

    /** A release was applied: from now on it has that long. */
    public synchronized void released(DeliveryId delivery, Duration deadline) {
        Progress progress = deliveries.computeIfAbsent(delivery, d -> new Progress(deadline));
        progress.deadline = deadline;
        begin(delivery, progress);
    }

    /** {@code health} as it counts now. What has no release yet is taken as it is. */
    public synchronized Health judge(DeliveryId delivery, Health health) {
        Progress progress = deliveries.get(delivery);
        if (progress == null) {
            return health;
        }
        return switch (health.state()) {
            case HEALTHY, SUSPENDED -> {
                progress.since = null;
                yield health;
            }
            case PROGRESSING -> progressing(delivery, progress, health);
            case UNKNOWN, DEGRADED, MISSING -> health;
        };
    }

    private Health progressing(DeliveryId delivery, Progress progress, Health health) {
        Instant since = progress.since;
        if (since == null) {
            begin(delivery, progress);
            return health;
        }
        return clock.instant().isBefore(since.plus(progress.deadline))
                ? health
                : new Health(
                        Health.State.DEGRADED,
                        "not healthy after " + words(progress.deadline) + ": " + health.message());
    }

    private void begin(DeliveryId delivery, Progress progress) {
        Instant since = clock.instant();
        progress.since = since;
        timer.at(since.plus(progress.deadline), () -> over(delivery, since));
    }

    private void over(DeliveryId delivery, Instant since) {
        if (stillSince(delivery, since)) {
            expired.accept(delivery);
        }
    }

    private synchronized boolean stillSince(DeliveryId delivery, Instant since) {
        Progress progress = deliveries.get(delivery);
        return progress != null && since.equals(progress.since);
    }

    /** The delivery is gone. */
    public synchronized void forget(DeliveryId delivery) {
        deliveries.remove(delivery);
    }

    private static String words(Duration time) {
        return time.toSeconds() % 60 == 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }
}
