package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.Applied;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Runs one step a cluster, each on a thread of its own. A cluster that takes much longer than the others, or hangs, is
 * left behind: the run ends without it, its step goes on by itself, and until that has ended no other step of the same
 * delivery begins there. So there are never two at a time, and nobody waits for a cluster that is not theirs.
 */
final class SideBySide implements AutoCloseable {
    private final Stragglers stragglers;

    /**
     * How patient a run is with a cluster.
     *
     * @param grace how much longer than the others a cluster may take, if the others were quicker than that; else as long
     *     again as the others took. None where the cluster was too slow the last time
     * @param behind the most steps of a cluster that are left behind at a time; while there are so many, none begins that
     *     would be one more
     */
    record Limits(Duration grace, int behind) {
        static final Limits DEFAULT = new Limits(Duration.ofMillis(500), 64);
    }

    /** @param again told of a delivery whose step on a cluster that was left behind has ended, or may begin now */
    SideBySide(Limits limits, Consumer<DeliveryId> again) {
        this.stragglers = new Stragglers(limits, again);
    }

    /** Whether a step of the delivery is at work on the cluster, left behind by the run that began it. */
    boolean isAtWork(DeliveryId delivery, ClusterName cluster) {
        return stragglers.isAtWork(delivery, cluster);
    }

    /**
     * All results, in the order of the steps; of a cluster that is left behind, that it is waited for.
     *
     * @throws Rejected with the problems of every step that was rejected, each once
     * @throws InterruptedException if we are to stop
     */
    List<Part> all(DeliveryId delivery, SequencedMap<ClusterName, Callable<Part>> works)
            throws Rejected, InterruptedException {
        Map<ClusterName, Step> steps = new LinkedHashMap<>();
        works.forEach((cluster, work) -> {
            Step step = new Step(delivery, cluster, work, stragglers);
            if (stragglers.begin(step, works.size() > 1)) {
                steps.put(cluster, step);
            }
        });
        try {
            if (steps.size() == 1) {
                steps.values().forEach(Step::run);
            } else {
                steps.values().forEach(Step::start);
                stragglers.await(List.copyOf(steps.values()));
            }
        } finally {
            stragglers.leave(List.copyOf(steps.values()));
        }
        return results(works.sequencedKeySet(), steps);
    }

    private static List<Part> results(Iterable<ClusterName> clusters, Map<ClusterName, Step> steps)
            throws Rejected, InterruptedException {
        List<Part> results = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (ClusterName cluster : clusters) {
            Step step = steps.get(cluster);
            if (step == null || step.isLeft()) {
                results.add(new Part.Stopped(
                        cluster,
                        Applied.waits(
                                new Obstacle.Slow(cluster),
                                "cluster " + cluster + " takes long and is still at work")));
            } else {
                try {
                    results.add(step.result());
                } catch (Rejected e) {
                    problems.addAll(e.problems());
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new Rejected(problems.stream().distinct().toList());
        }
        return results;
    }

    /** Stops what was left behind, and waits a moment for its end. */
    @Override
    public void close() {
        stragglers.close();
    }
}
