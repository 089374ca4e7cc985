package dev.mizzen.reconcile.share;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Shares a fixed number of places. Who holds a place does not get the last free one, so that the next who comes finds one;
 * of those who wait, who holds the fewest goes first, then who was served longest ago, then who came first. With a single
 * place the turn goes round. Thread-safe.
 *
 * @param <K> whose turn it is: threads of equal keys share one share
 */
public final class Turns<K> {
    private static final Comparator<Share> NEXT = Comparator.<Share>comparingInt(share -> share.held)
            .thenComparingLong(share -> share.served)
            .thenComparingLong(share -> share.waiters.element().number);

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<K, Share> shares = new HashMap<>();
    private final int places;
    private final int mostWaiters;
    private int free;
    private int waiting;
    private long clock;

    /**
     * @param places 1 or more
     * @param mostWaiters the most threads that wait at a time
     */
    public Turns(int places, int mostWaiters) {
        this.places = places;
        this.mostWaiters = mostWaiters;
        this.free = places;
    }

    /** What came of wanting a place. */
    public enum Turn {
        /** It is held until {@link #leave}. */
        TAKEN,
        /** Too many wait already. */
        CROWDED,
        /** There was none in time. */
        LATE,
        /** The thread was interrupted, and is still. */
        INTERRUPTED
    }

    /** Takes a place for {@code key}, if there is one within {@code patience}. */
    public Turn enter(K key, Duration patience) {
        lock.lock();
        try {
            if (waiting >= mostWaiters) {
                return Turn.CROWDED;
            }
            Waiter waiter = new Waiter(clock++, lock.newCondition());
            Share share = shares.computeIfAbsent(key, k -> new Share());
            share.waiters.add(waiter);
            waiting++;
            grant();
            return await(waiter, key, share, patience);
        } finally {
            lock.unlock();
        }
    }

    public void leave(K key) {
        lock.lock();
        try {
            Share share = shares.get(key);
            if (share == null || share.held == 0) {
                throw new IllegalStateException(key + " holds no place");
            }
            share.held--;
            free++;
            forget(key, share);
            grant();
        } finally {
            lock.unlock();
        }
    }

    /** Places that are taken. */
    public int taken() {
        lock.lock();
        try {
            return places - free;
        } finally {
            lock.unlock();
        }
    }

    private Turn await(Waiter waiter, K key, Share share, Duration patience) {
        long left = patience.toNanos();
        boolean interrupted = false;
        try {
            while (!waiter.granted && left > 0) {
                left = waiter.turn.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            interrupted = true;
        }
        if (waiter.granted) {
            return Turn.TAKEN;
        }
        share.waiters.remove(waiter);
        waiting--;
        forget(key, share);
        return interrupted ? Turn.INTERRUPTED : Turn.LATE;
    }

    private void grant() {
        for (Optional<Share> next = next(); next.isPresent(); next = next()) {
            Share share = next.get();
            Waiter waiter = share.waiters.remove();
            waiting--;
            share.held++;
            share.served = clock++;
            free--;
            waiter.granted = true;
            waiter.turn.signal();
        }
    }

    private Optional<Share> next() {
        return free == 0 || waiting == 0
                ? Optional.empty()
                : shares.values().stream()
                        .filter(share -> !share.waiters.isEmpty() && (share.held == 0 || free > 1))
                        .min(NEXT);
    }

    private void forget(K key, Share share) {
        if (share.held == 0 && share.waiters.isEmpty()) {
            shares.remove(key);
        }
    }

    /** What those of one key hold and want. */
    private static final class Share {
        final Deque<Waiter> waiters = new ArrayDeque<>();
        int held;
        long served;
    }

    /** One thread that wants a place. */
    private static final class Waiter {
        final long number;
        final Condition turn;
        boolean granted;

        Waiter(long number, Condition turn) {
            this.number = number;
            this.turn = turn;
        }
    }
}
