package dev.mizzen.daemon.queue;

import dev.mizzen.reconcile.model.DeliveryId;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Runs deliveries on virtual threads, never two runs of one delivery at a time and never more than {@code workers} in
 * all. A run that throws is logged and tried again; it never stops another. Thread-safe.
 */
public final class DeliveryQueue implements AutoCloseable {
    /** One run of a delivery; interrupted when the queue can wait no longer for it to end. */
    @FunctionalInterface
    public interface Runner {
        Next run(DeliveryId id) throws InterruptedException;
    }

    /** Told of each run, on the run's thread; must return at once. */
    @FunctionalInterface
    public interface Listener {
        /** A run begins; {@code waited} counts from the moment it was due. */
        void started(DeliveryId id, Duration waited);
    }

    private static final Duration LOOK = Duration.ofSeconds(30);
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryQueue.class);

    private final Listener listener;
    private final Clock clock;
    private final int workers;
    private final Duration grace;
    private final Schedule schedule;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<DeliveryId, Thread> running = new HashMap<>();
    private boolean closed;

    /**
     * @param workers the most runs at a time, 1 or more
     * @param grace how long {@link #close} waits for runs before it interrupts them
     */
    public DeliveryQueue(
            Listener listener, int workers, Backoff backoff, Duration grace, Clock clock, RandomGenerator random) {
        this.listener = listener;
        this.workers = workers;
        this.grace = grace;
        this.clock = clock;
        // A quarter of the workers stays free for other lanes.
        this.schedule = new Schedule(backoff, Math.max(1, workers * 3 / 4), random);
    }

    /** From now on deliveries run; those offered before wait until here. Called once. */
    public void start(Runner runner) {
        Thread.ofVirtual().name("queue").start(() -> dispatch(runner));
    }

    /** Wants a run of {@code id}; of many calls before it starts, one run comes. Ignored once the queue is closed. */
    public void offer(DeliveryId id, Urgency urgency) {
        lock.lock();
        try {
            if (!closed) {
                schedule.offer(id, urgency, clock.instant());
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void dispatch(Runner runner) {
        lock.lock();
        try {
            while (!closed) {
                if (running.size() >= workers || !startNext(runner)) {
                    changed.awaitNanos(untilNext().toNanos());
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("queue stopped");
        } finally {
            lock.unlock();
        }
    }

    private boolean startNext(Runner runner) {
        return schedule.next(clock.instant())
                .map(start -> {
                    Thread thread = Thread.ofVirtual()
                            .name("run-" + start.id())
                            .unstarted(() -> run(runner, start.id(), start.waited()));
                    running.put(start.id(), thread);
                    thread.start();
                    return true;
                })
                .orElse(false);
    }

    /** How long nothing can start unless someone signals. */
    private Duration untilNext() {
        return schedule.wake()
                .map(wake -> Duration.between(clock.instant(), wake).plusMillis(1))
                .filter(wait -> wait.compareTo(LOOK) < 0)
                .map(wait -> wait.isPositive() && running.size() < workers ? wait : LOOK)
                .orElse(LOOK);
    }

    private void run(Runner runner, DeliveryId id, Duration waited) {
        Next next = new Next.TryAgain();
        MDC.put("delivery", id.toString());
        try {
            listener.started(id, waited);
            next = runner.run(id);
        } catch (InterruptedException e) {
            LOG.info("run was interrupted");
        } catch (RuntimeException e) {
            LOG.error("run failed by a bug; it is tried again", e);
        } finally {
            MDC.remove("delivery");
            finished(id, next);
        }
    }

    private void finished(DeliveryId id, Next next) {
        lock.lock();
        try {
            running.remove(id);
            schedule.finished(id, next, clock.instant());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Deliveries that are due and wait for a worker. */
    public int depth() {
        lock.lock();
        try {
            return schedule.depth();
        } finally {
            lock.unlock();
        }
    }

    /** Runs that take place now. */
    public int runs() {
        lock.lock();
        try {
            return running.size();
        } finally {
            lock.unlock();
        }
    }

    /** How long the delivery that is due longest has been so; zero if none is. */
    public Duration oldest() {
        lock.lock();
        try {
            return schedule.oldest(clock.instant());
        } finally {
            lock.unlock();
        }
    }

    /** Starts nothing more, waits for what runs, and interrupts what still runs after the grace. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            long nanos = grace.toNanos();
            while (!running.isEmpty() && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            running.values().forEach(Thread::interrupt);
        } catch (InterruptedException e) {
            running.values().forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
