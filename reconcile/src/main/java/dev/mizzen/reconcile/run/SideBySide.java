package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.Applied;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs one step a cluster, each on a thread of its own. A cluster that is much slower than the others, or hangs, is left
 * behind: the run ends without it, its step goes on by itself, and until that has ended no other step of the same
 * delivery begins there. So there are never two at a time, and nobody waits for a cluster that is not theirs.
 */
final class SideBySide {
    private final Duration grace;
    private final Consumer<DeliveryId> again;
    private final Set<Place> busy = ConcurrentHashMap.newKeySet();

    private record Place(DeliveryId delivery, ClusterName cluster) {}

    /**
     * @param grace how much longer than the others a cluster may take
     * @param again told of a delivery whose step on a cluster that was left behind has ended
     */
    SideBySide(Duration grace, Consumer<DeliveryId> again) {
        this.grace = grace;
        this.again = again;
    }

    /** One delivery's step on one cluster; {@code left} once nobody waits for it. */
    private final class Step {
        private final Place place;
        private final FutureTask<Part> task;
        private boolean ended;
        private boolean left;

        Step(Place place, Callable<Part> work, Semaphore oneMore) {
            this.place = place;
            this.task = new FutureTask<>(work) {
                @Override
                protected void done() {
                    end();
                    oneMore.release();
                }
            };
        }

        private void end() {
            busy.remove(place);
            boolean late;
            synchronized (this) {
                ended = true;
                late = left;
            }
            if (late) {
                again.accept(place.delivery());
            }
        }

        /** False if it has ended meanwhile. */
        synchronized boolean leave() {
            left = !ended;
            return left;
        }
    }

    /**
     * All results, in the order of the steps; of a cluster that is left behind, that it is waited for.
     *
     * @throws Rejected with the problems of every step that was rejected, each once
     * @throws InterruptedException if we are to stop
     */
    List<Part> all(DeliveryId delivery, SequencedMap<ClusterName, Callable<Part>> works)
            throws Rejected, InterruptedException {
        Semaphore ends = new Semaphore(0);
        Map<ClusterName, Step> steps = new LinkedHashMap<>();
        works.forEach((cluster, work) -> {
            Place place = new Place(delivery, cluster);
            if (busy.add(place)) {
                Step step = new Step(place, work, ends);
                steps.put(cluster, step);
                Thread.ofVirtual().name("on-" + cluster + "-" + delivery).start(step.task);
            }
        });
        try {
            await(ends, steps.size());
        } catch (InterruptedException e) {
            steps.values().forEach(step -> step.task.cancel(true));
            throw e;
        }
        return results(works.sequencedKeySet(), steps);
    }

    /** Until all have ended, or some have and the others are too late. */
    private void await(Semaphore ends, int steps) throws InterruptedException {
        for (int ended = 0; ended < steps; ended++) {
            if (ended == 0) {
                ends.acquire();
            } else if (!ends.tryAcquire(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    private static List<Part> results(Iterable<ClusterName> clusters, Map<ClusterName, Step> steps)
            throws Rejected, InterruptedException {
        List<Part> results = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (ClusterName cluster : clusters) {
            Step step = steps.get(cluster);
            if (step == null || step.leave()) {
                results.add(new Part.Stopped(
                        cluster, Applied.waits("cluster " + cluster + " takes long and is still at work")));
                continue;
            }
            try {
                results.add(step.task.get());
            } catch (ExecutionException e) {
                problems.addAll(problems(e));
            }
        }
        if (!problems.isEmpty()) {
            throw new Rejected(problems.stream().distinct().toList());
        }
        return results;
    }

    private static List<Problem> problems(ExecutionException failure) {
        if (failure.getCause() instanceof Rejected rejected) {
            return rejected.problems();
        }
        throw new IllegalStateException("a step failed by a bug of ours", failure.getCause());
    }
}
