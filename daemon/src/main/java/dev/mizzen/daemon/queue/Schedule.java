package dev.mizzen.daemon.queue;

import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Obstacle;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides which delivery runs next. One entry a delivery; a trigger while it runs schedules one more run; lanes and
 * sources take turns. Time is an argument. Not thread-safe.
 */
final class Schedule {
    /** A run to be started, and how long the delivery was due before. */
    record Start(DeliveryId id, Duration waited) {}

    private record Due(Instant at, DeliveryId id) {
        static final Comparator<Due> ORDER = Comparator.comparing(Due::at).thenComparing(Due::id);
    }

    private final Pace.Table paces;
    private final RandomGenerator random;
    private final Map<DeliveryId, Entry> entries = new HashMap<>();
    private final TreeSet<Due> later = new TreeSet<>(Due.ORDER);
    private final Lanes ready;

    Schedule(Pace.Table paces, Lanes ready, RandomGenerator random) {
        this.paces = paces;
        this.random = random;
        this.ready = ready;
    }

    /** @param lane where the delivery competes from now on */
    void offer(DeliveryId id, Lane lane, Urgency urgency, Instant now) {
        Entry entry = entries.computeIfAbsent(id, i -> new Entry(i, lane));
        if (urgency == Urgency.RESET) {
            entry.tries.clear();
        }
        if (entry.running) {
            entry.wantedAgain(urgency, now);
            entry.laneOfNext = lane;
        } else if (entry.pending != null) {
            entry.lane = lane;
            if (entry.endsWait(urgency)) {
                later.remove(new Due(entry.pending.at(), id));
                makeReady(entry, lane, urgency, now);
            }
        } else if (entry.wanted == null) {
            makeReady(entry, lane, urgency, now);
        } else {
            move(entry, lane, urgency);
        }
    }

    /** Waits for a place already, and may be more urgent now, or go elsewhere. */
    private void move(Entry entry, Lane lane, Urgency urgency) {
        boolean urgent = entry.urgent || urgency != Urgency.LOOK;
        if (urgent != entry.urgent || !lane.equals(entry.lane)) {
            ready.remove(entry.id, entry.lane);
            entry.lane = lane;
            entry.urgent = urgent;
            ready.add(entry.id, lane, urgent);
        }
    }

    private void makeReady(Entry entry, Lane lane, Urgency urgency, Instant now) {
        entry.pending = null;
        entry.wanted = now;
        entry.lane = lane;
        entry.urgent = urgency != Urgency.LOOK;
        ready.add(entry.id, lane, entry.urgent);
    }

    /** The next run to start, which from now on counts as running; empty if nothing is due or has a place. */
    Optional<Start> next(Instant now) {
        while (!later.isEmpty() && !later.first().at().isAfter(now)) {
            Entry entry = entry(later.removeFirst().id());
            makeReady(entry, entry.lane, Urgency.KEEP, now);
        }
        return ready.take().map(id -> {
            Entry entry = entry(id);
            if (entry.wanted == null) {
                throw new IllegalStateException(id + " is ready and not wanted");
            }
            Duration waited = Duration.between(entry.wanted, now);
            entry.starts();
            return new Start(id, waited);
        });
    }

    private Entry entry(DeliveryId id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            throw new IllegalStateException(id + " is not scheduled");
        }
        return entry;
    }

    /** Ends the run of {@code id}. A trigger that came while it ran counts as if it came now. */
    void finished(DeliveryId id, Next next, Instant now) {
        Entry entry = entry(id);
        if (!entry.running) {
            throw new IllegalStateException(id + " does not run");
        }
        entry.running = false;
        ready.release(id, entry.lane);
        switch (next) {
            case Next.Settled settled -> settle(entry, now);
            case Next.Again again -> again(entry, again, now);
        }
    }

    private void settle(Entry entry, Instant now) {
        entry.tries.clear();
        if (entry.triggered == null) {
            entries.remove(entry.id);
        } else {
            makeReady(entry, entry.laneOfNext, entry.triggered, now);
        }
    }

    /** The obstacle that may be gone first decides. */
    private void again(Entry entry, Next.Again again, Instant now) {
        Pending first = null;
        entry.yields = true;
        for (Obstacle obstacle : again.obstacles()) {
            Pace pace = paces.of(obstacle, now);
            entry.yields &= pace.yields();
            Instant at = pace.next(entry.tries.merge(obstacle.word(), 1, Integer::sum), now, random);
            if (first == null || at.isBefore(first.at())) {
                first = new Pending(obstacle, at);
            }
        }
        if (first == null) {
            throw new IllegalStateException(entry.id + " is tried again for nothing");
        }
        if (entry.triggered != null && entry.endsWait(entry.triggered)) {
            makeReady(entry, entry.laneOfNext, entry.triggered, now);
        } else {
            entry.lane = entry.laneOfNext;
            entry.wanted = first.at();
            entry.pending = first;
            later.add(new Due(first.at(), entry.id));
        }
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
        return ready.waiting().stream()
                .map(id -> entry(id).wanted)
                .flatMap(wanted -> Optional.ofNullable(wanted).stream())
                .min(Comparator.naturalOrder())
                .map(since -> Duration.between(since, now))
                .orElse(Duration.ZERO);
    }

    /** Whether anything is kept of the delivery: it is due, runs, or waits to be tried again. */
    boolean knows(DeliveryId id) {
        return entries.containsKey(id);
    }

    /** What the delivery waits for, if it waits to be tried again. */
    Optional<Pending> pending(DeliveryId id) {
        return Optional.ofNullable(entries.get(id)).flatMap(entry -> Optional.ofNullable(entry.pending));
    }

    /** How many wait to be tried again, by the word of what they wait for; words of none are left out. */
    Map<String, Integer> waiting() {
        Map<String, Integer> counts = new TreeMap<>();
        later.forEach(due -> pending(due.id())
                .ifPresent(pending -> counts.merge(pending.obstacle().word(), 1, Integer::sum)));
        return counts;
    }

    /** What is known of one delivery: it waits for a place, runs, or waits to be tried again. */
    private static final class Entry {
        final DeliveryId id;
        /** How often in a row each obstacle was met, by its word. */
        final Map<String, Integer> tries = new TreeMap<>();

        Lane lane;
        Lane laneOfNext;
        /** Since or from when a run is due, or null while none is. */
        @Nullable
        Instant wanted;

        /** Where the run is due only then. */
        @Nullable
        Pending pending;

        boolean urgent;
        boolean yields;
        boolean running;
        /** The most urgent trigger since the run began, if any came. */
        @Nullable
        Urgency triggered;

        Entry(DeliveryId id, Lane lane) {
            this.id = id;
            this.lane = lane;
            this.laneOfNext = lane;
        }

        void starts() {
            wanted = null;
            pending = null;
            triggered = null;
            laneOfNext = lane;
            running = true;
        }

        void wantedAgain(Urgency urgency, Instant now) {
            wanted = wanted == null ? now : wanted;
            triggered = triggered == null || urgency.compareTo(triggered) < 0 ? urgency : triggered;
        }

        boolean endsWait(Urgency urgency) {
            return switch (urgency) {
                case RESET, WAKE -> true;
                case KEEP -> yields;
                case LOOK -> false;
            };
        }
    }
}
