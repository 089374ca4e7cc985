package dev.mizzen.daemon.trigger;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one task on a thread of its own, once more for all the calls that came since it began. */
public final class Rounds {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private final String name;
    private final Runnable task;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean wanted;
    private boolean running;
    private boolean closed;

    public Rounds(String name, Runnable task) {
        this.name = name;
        this.task = task;
    }

    /** Asks for a round, soon. Returns at once. */
    public void again() {
        lock.lock();
        try {
            wanted = true;
            if (!running && !closed) {
                running = true;
                Thread.ofVirtual().name(name).start(this::loop);
            }
        } finally {
            lock.unlock();
        }
    }

    private void loop() {
        while (goOn()) {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("{} failed by a bug", name, e);
            }
        }
    }

    private boolean goOn() {
        lock.lock();
        try {
            boolean more = wanted && !closed;
            wanted = false;
            running = more;
            changed.signalAll();
            return more;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the round that runs; no other begins. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            while (running) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
