package dev.mizzen.daemon.queue;

import dev.mizzen.reconcile.model.DeliveryId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides which delivery runs next. One entry a delivery; a trigger while it runs schedules one more run; lanes
 * (source and environment) take turns. Time is an argument. Not thread-safe.
 */
final class Schedule {
    /** A run to be started, and how long the delivery was due before. */
    record Start(DeliveryId id, Duration waited) {}

    private static final class Entry {
        final DeliveryId id;
        /** Since when a run is due, or null while none is wanted. */
        @Nullable
        Instant wanted;

        boolean reset;
        boolean running;
        int failures;

        Entry(DeliveryId id) {
            this.id = id;
        }
    }

    private record Due(Instant at, DeliveryId id) {
        static final Comparator<Due> ORDER = Comparator.comparing(Due::at).thenComparing(Due::id);
    }

    private final Backoff backoff;
    private final RandomGenerator random;
    private final Map<DeliveryId, Entry> entries = new HashMap<>();
    private final TreeSet<Due> later = new TreeSet<>(Due.ORDER);
    private final Lanes ready;

    /** @param laneShare the most runs at a time of one lane, so that a slow environment never holds every worker */
    Schedule(Backoff backoff, int laneShare, RandomGenerator random) {
        this.backoff = backoff;
        this.random = random;
        this.ready = new Lanes(laneShare);
    }

    void offer(DeliveryId id, Urgency urgency, Instant now) {
        Entry entry = entries.computeIfAbsent(id, Entry::new);
        if (urgency == Urgency.RESET) {
            entry.failures = 0;
            entry.reset = true;
        }
        if (entry.running) {
            entry.wanted = entry.wanted == null ? now : entry.wanted;
        } else if (entry.wanted == null) {
            makeReady(entry, now);
        } else if (urgency == Urgency.RESET && later.remove(new Due(entry.wanted, id))) {
            makeReady(entry, now);
        }
    }

    /** The next run to start, which from now on counts as running; empty if nothing is due or every due lane is full. */
    Optional<Start> next(Instant now) {
        while (!later.isEmpty() && !later.first().at().isAfter(now)) {
            ready.add(later.removeFirst().id());
        }
        return ready.take().map(id -> {
            Entry entry = entries.get(id);
            if (entry == null || entry.wanted == null) {
                throw new IllegalStateException(id + " is ready and not wanted");
            }
            Duration waited = Duration.between(entry.wanted, now);
            entry.wanted = null;
            entry.reset = false;
            entry.running = true;
            return new Start(id, waited);
        });
    }

    /** Ends the run of {@code id}. A trigger that came while it ran counts; a reset among them beats the back-off. */
    void finished(DeliveryId id, Next next, Instant now) {
        Entry entry = entries.get(id);
        if (entry == null || !entry.running) {
            throw new IllegalStateException(id + " does not run");
        }
        entry.running = false;
        ready.release(id);
        switch (next) {
            case Next.Settled settled -> settle(entry, now);
            case Next.TryAgain again -> tryAgain(entry, now);
        }
    }

    private void settle(Entry entry, Instant now) {
        entry.failures = 0;
        if (entry.wanted == null) {
            entries.remove(entry.id);
        } else {
            makeReady(entry, now);
        }
    }

    private void tryAgain(Entry entry, Instant now) {
        if (entry.reset) {
            makeReady(entry, now);
        } else {
            entry.failures++;
            Instant at = now.plus(backoff.after(entry.failures, random));
            entry.wanted = at;
            later.add(new Due(at, entry.id));
        }
    }

    private void makeReady(Entry entry, Instant now) {
        entry.wanted = now;
        ready.add(entry.id);
    }

    /** When {@link #next} may have more to give without another call; empty if nothing waits for time. */
    Optional<Instant> wake() {
        return later.isEmpty() ? Optional.empty() : Optional.of(later.first().at());
    }

    /** Deliveries that are due and not running. */
    int depth() {
        return ready.size();
    }

    /** How long the delivery that is due longest has been so; zero if none is. */
    Duration oldest(Instant now) {
        return ready.oldest()
                .map(entries::get)
                .map(e -> e.wanted)
                .map(since -> Duration.between(since, now))
                .orElse(Duration.ZERO);
    }
}
