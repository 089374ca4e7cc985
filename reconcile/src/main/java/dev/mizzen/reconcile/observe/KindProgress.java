package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Wait;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How far one kind's watch is, for those who wait for its first list and for the pauses between its tries. Thread-safe. */
final class KindProgress {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private KindState state = KindState.LISTING;
    private boolean listed;
    private boolean closed;
    private boolean poked;
    private int failures;
    private Obstacle failedBy = new Obstacle.Busy();

    KindState state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        change(() -> closed = true);
    }

    void listed() {
        change(() -> listed = true);
    }

    /** A try failed, and why. */
    void failed(Obstacle why) {
        change(() -> {
            failures++;
            failedBy = why;
        });
    }

    private void change(Runnable what) {
        lock.lock();
        try {
            what.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes over the state; tells whether it is another one. */
    boolean become(KindState next) {
        lock.lock();
        try {
            boolean news = !state.equals(next);
            state = next;
            changed.signalAll();
            return news;
        } finally {
            lock.unlock();
        }
    }

    /** Waits that long, unless it is closed or somebody cannot wait. */
    void pause(Duration most) {
        lock.lock();
        try {
            long left = most.toNanos();
            while (left > 0 && !closed && !poked) {
                left = changed.awaitNanos(left);
            }
            poked = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the first list is complete; a watch that pauses tries again at once. A watch that was interrupted is
     * not waited for: what it held was true then.
     *
     * @return why it is not complete: one more try failed, or the time is over
     */
    Optional<Wait> awaitListed(Duration most) {
        lock.lock();
        try {
            int before = failures;
            long left = most.toNanos();
            if (!trustworthy() || state.status() == KindState.Status.INTERRUPTED) {
                poked = true;
                changed.signalAll();
            }
            while (!trustworthy() && !closed && failures == before && left > 0) {
                left = changed.awaitNanos(left);
            }
            return trustworthy() ? Optional.empty() : Optional.of(why(before));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new Wait(new Obstacle.Busy(), "stopped while waiting"));
        } finally {
            lock.unlock();
        }
    }

    private boolean trustworthy() {
        return listed && state.status() != KindState.Status.UNKNOWN;
    }

    private Wait why(int before) {
        if (closed) {
            return new Wait(new Obstacle.Busy(), "the watch is closed");
        }
        return failures == before
                ? new Wait(new Obstacle.Busy(), "its list is not complete in time")
                : new Wait(failedBy, state.message());
    }
}
