package dev.mizzen.daemon.queue;

import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Obstacle;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Runs deliveries on virtual threads, never two runs of one delivery at a time and never more than {@link Limits} allows.
 * A run that throws is logged and tried again; it never stops another. Thread-safe.
 */
public final class DeliveryQueue implements AutoCloseable {
    /** One run of a delivery; interrupted when the queue can wait no longer for it to end. */
    @FunctionalInterface
    public interface Runner {
        Next run(DeliveryId id) throws InterruptedException;
    }

    /** Tells where a delivery competes; asked at each trigger. Must not block and not throw. */
    @FunctionalInterface
    public interface Placing {
        Lane of(DeliveryId id);
    }

    /**
     * How much runs at a time.
     *
     * @param lane the most runs of one lane
     * @param all the most in all: what bounds the memory of runs that wait for slow clusters
     */
    public record Limits(int lane, int all) {
        /** So many lanes can be full before the others get less than their share. */
        private static final int LANES = 16;

        /**
         * The same for each lane, and 16 times as many in all.
         *
         * @param workers the most runs of one lane, 1 or more
         */
        public static Limits of(int workers) {
            return new Limits(workers, LANES * workers);
        }
    }

    /** Told of each run, on the run's thread; must return at once. */
    @FunctionalInterface
    public interface Listener {
        /** A run begins; {@code waited} counts from the moment it was due. */
        void started(DeliveryId id, Duration waited);
    }

    private static final Duration LOOK = Duration.ofSeconds(30);
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryQueue.class);

    private final Placing placing;
    private final Listener listener;
    private final Clock clock;
    private final Duration grace;
    private final Schedule schedule;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<DeliveryId, Thread> running = new HashMap<>();
    private boolean closed;

    /**
     * Paced by {@link Pace#of}; nothing runs before {@link #start}.
     *
     * @param grace how long {@link #close} waits for runs before it interrupts them
     */
    public DeliveryQueue(
            Placing placing, Limits limits, Listener listener, Duration grace, Clock clock, RandomGenerator random) {
        this(placing, limits, Pace::of, listener, grace, clock, random);
    }

    DeliveryQueue(
            Placing placing,
            Limits limits,
            Pace.Table paces,
            Listener listener,
            Duration grace,
            Clock clock,
            RandomGenerator random) {
        this.placing = placing;
        this.listener = listener;
        this.grace = grace;
        this.clock = clock;
        this.schedule = new Schedule(paces, new Lanes(limits.all(), limits.lane()), random);
    }

    /** From now on deliveries run; those offered before wait until here. Called once. */
    public void start(Runner runner) {
        Thread.ofVirtual().name("queue").start(() -> dispatch(runner));
    }

    /** Wants a run of {@code id}; of many calls before it starts, one run comes. Ignored once the queue is closed. */
    public void offer(DeliveryId id, Urgency urgency) {
        Lane lane = placing.of(id); // not under the lock: it may ask others
        lock.lock();
        try {
            if (!closed) {
                schedule.offer(id, lane, urgency, clock.instant());
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
                if (!startNext(runner)) {
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
                .map(wait -> wait.isPositive() ? wait : LOOK)
                .orElse(LOOK);
    }

    private void run(Runner runner, DeliveryId id, Duration waited) {
        Next next = Next.Again.after(new Obstacle.Bug());
        MDC.put("delivery", id.toString());
        try {
            listener.started(id, waited);
            next = runner.run(id);
        } catch (InterruptedException e) {
            next = Next.Again.after(new Obstacle.Busy());
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

    /** What a delivery waits for, if it waits to be tried again. */
    public Optional<Pending> pending(DeliveryId id) {
        lock.lock();
        try {
            return schedule.pending(id);
        } finally {
            lock.unlock();
        }
    }

    /** How many wait to be tried again, by {@link Obstacle#word}; words of none are left out. */
    public Map<String, Integer> waiting() {
        lock.lock();
        try {
            return schedule.waiting();
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
