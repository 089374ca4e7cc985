package dev.mizzen.reconcile.render;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.model.Obstacle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Shares a fixed number of places between sources. A source that holds a place does not get the last free one, so that
 * the next source finds one; of those who wait, the source with the fewest places goes first, then the one served longest
 * ago, then who came first. With a single place the turn goes round. Thread-safe.
 */
final class Lanes {
    private static final Comparator<Waiter> NEXT = Comparator.<Waiter>comparingInt(w -> w.lane.held)
            .thenComparingLong(w -> w.lane.served)
            .thenComparingLong(w -> w.number);

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<SourceName, Lane> lanes = new HashMap<>();
    private final List<Waiter> waiters = new ArrayList<>();
    private final int places;
    private final int mostWaiters;
    private int free;
    private long clock;

    Lanes(int places, int mostWaiters) {
        this.places = places;
        this.mostWaiters = mostWaiters;
        this.free = places;
    }

    /**
     * Takes a place for {@code source}; {@link #leave} gives it back.
     *
     * @throws Waiting if there is none within {@code patience}, too many wait already, or the thread is interrupted
     */
    void enter(SourceName source, Duration patience) throws Waiting {
        lock.lock();
        try {
            if (waiters.size() >= mostWaiters) {
                throw new Waiting(new Obstacle.Busy(), mostWaiters + " requests wait for a renderer process already");
            }
            Waiter waiter = new Waiter(lanes.computeIfAbsent(source, s -> new Lane()), clock++, lock.newCondition());
            waiter.lane.waiting++;
            waiters.add(waiter);
            grant();
            await(waiter, source, patience);
        } finally {
            lock.unlock();
        }
    }

    void leave(SourceName source) {
        lock.lock();
        try {
            Lane lane = lane(source);
            lane.held--;
            free++;
            forget(source, lane);
            grant();
        } finally {
            lock.unlock();
        }
    }

    /** Places that are taken. */
    int taken() {
        lock.lock();
        try {
            return places - free;
        } finally {
            lock.unlock();
        }
    }

    private void await(Waiter waiter, SourceName source, Duration patience) throws Waiting {
        long left = patience.toNanos();
        try {
            while (!waiter.granted && left > 0) {
                left = waiter.turn.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            left = 0;
        }
        if (!waiter.granted) {
            waiters.remove(waiter);
            waiter.lane.waiting--;
            forget(source, waiter.lane);
            throw new Waiting(new Obstacle.Busy(), "no renderer process was free within " + patience.toSeconds() + " s");
        }
    }

    private void grant() {
        for (Optional<Waiter> next = next(); next.isPresent(); next = next()) {
            Waiter waiter = next.get();
            waiters.remove(waiter);
            waiter.lane.waiting--;
            waiter.lane.held++;
            waiter.lane.served = clock++;
            waiter.granted = true;
            waiter.turn.signal();
            free--;
        }
    }

    private Optional<Waiter> next() {
        return free == 0
                ? Optional.empty()
                : waiters.stream().filter(w -> w.lane.held == 0 || free > 1).min(NEXT);
    }

    private Lane lane(SourceName source) {
        Lane lane = lanes.get(source);
        if (lane == null) {
            throw new IllegalStateException("source " + source + " holds no place");
        }
        return lane;
    }

    private void forget(SourceName source, Lane lane) {
        if (lane.held == 0 && lane.waiting == 0) {
            lanes.remove(source);
        }
    }

    /** One source's share. */
    private static final class Lane {
        int held;
        int waiting;
        long served;
    }

    /** One thread that wants a place. */
    private static final class Waiter {
        final Lane lane;
        final long number;
        final Condition turn;
        boolean granted;

        Waiter(Lane lane, long number, Condition turn) {
            this.lane = lane;
            this.number = number;
            this.turn = turn;
        }
    }
}
