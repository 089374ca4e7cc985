package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which steps are at work, which of them were left behind by their runs, and who waits for their end. Thread-safe. */
final class Stragglers {
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

    private final SideBySide.Limits limits;
    private final Consumer<DeliveryId> again;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Place, Step> atWork = new HashMap<>();
    private final Map<ClusterName, Behind> clusters = new HashMap<>();
    private boolean closed;

    private record Place(DeliveryId delivery, ClusterName cluster) {
        static Place of(Step step) {
            return new Place(step.delivery, step.cluster);
        }
    }

    /** What is left behind on one cluster; kept for as long as the cluster is known to be slow. */
    private static final class Behind {
        final Set<Step> steps = new HashSet<>();
        /** Whose step could not begin, since too many are left behind. */
        final SequencedSet<DeliveryId> waiting = new LinkedHashSet<>();
    }

    Stragglers(SideBySide.Limits limits, Consumer<DeliveryId> again) {
        this.limits = limits;
        this.again = again;
    }

    boolean isAtWork(DeliveryId delivery, ClusterName cluster) {
        lock.lock();
        try {
            return atWork.containsKey(new Place(delivery, cluster));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether the step may begin: no other of its delivery is at work there and, where its run has other clusters too, not
     * too many are left behind. If it may not, the delivery is told when it may.
     */
    boolean begin(Step step, boolean others) {
        lock.lock();
        try {
            Behind behind = clusters.get(step.cluster);
            if (closed || atWork.containsKey(Place.of(step))) {
                return false; // it is told at the end of that one
            }
            if (others && behind != null && behind.steps.size() >= limits.behind()) {
                behind.waiting.add(step.delivery);
                return false;
            }
            atWork.put(Place.of(step), step);
            return true;
        } finally {
            lock.unlock();
        }
    }

    void end(Step step, @Nullable Part done, @Nullable Exception failed) {
        List<DeliveryId> awake;
        lock.lock();
        try {
            step.end(done, failed);
            atWork.remove(Place.of(step));
            awake = step.isLeft() ? caughtUp(step) : List.of();
            recovered(step);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        awake.forEach(again);
    }

    private List<DeliveryId> caughtUp(Step step) {
        List<DeliveryId> awake = new ArrayList<>(List.of(step.delivery));
        Behind behind = clusters.get(step.cluster);
        if (behind != null) {
            behind.steps.remove(step);
            for (int free = limits.behind() - behind.steps.size(); free > 0 && !behind.waiting.isEmpty(); free--) {
                awake.add(behind.waiting.removeFirst());
            }
        }
        return awake;
    }

    /** A cluster that takes no longer than the grace, and has caught up, is not slow any more. */
    private void recovered(Step step) {
        Behind behind = clusters.get(step.cluster);
        if (behind != null
                && behind.steps.isEmpty()
                && behind.waiting.isEmpty()
                && step.took().compareTo(limits.grace()) <= 0) {
            clusters.remove(step.cluster);
        }
    }

    /** Until all have ended, or some have and the others are too late. */
    void await(List<Step> steps) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long begin = System.nanoTime();
            for (Optional<Duration> wait = wait(steps, begin); wait.isPresent(); wait = wait(steps, begin)) {
                changed.await(wait.get().toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            steps.forEach(Step::interrupt);
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** How long the steps that are at work are waited for, unless another ends; empty if they are not. */
    private Optional<Duration> wait(List<Step> steps, long begin) {
        List<Step> open = steps.stream().filter(step -> !step.hasEnded()).toList();
        List<Step> done = steps.stream().filter(Step::isDone).toList();
        if (open.isEmpty()) {
            return Optional.empty();
        }
        if (done.isEmpty()) {
            return Optional.of(Duration.ofMinutes(1));
        }
        if (open.stream().allMatch(step -> clusters.containsKey(step.cluster))) {
            return Optional.empty();
        }
        Duration others = done.stream().map(Step::took).max(Duration::compareTo).orElse(Duration.ZERO);
        Duration grace = others.compareTo(limits.grace()) > 0 ? others : limits.grace();
        Duration left = others.plus(grace).minusNanos(System.nanoTime() - begin);
        return left.isPositive() ? Optional.of(left) : Optional.empty();
    }

    /** Those that have not ended go on by themselves. */
    void leave(Collection<Step> steps) {
        lock.lock();
        try {
            steps.stream().filter(step -> !step.hasEnded()).forEach(step -> {
                step.leave();
                clusters.computeIfAbsent(step.cluster, c -> new Behind()).steps.add(step);
            });
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            atWork.values().forEach(Step::interrupt);
            long nanos = CLOSE_WAIT.toNanos();
            while (!atWork.isEmpty() && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
