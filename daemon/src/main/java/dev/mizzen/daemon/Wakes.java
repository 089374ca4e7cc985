package dev.mizzen.daemon;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Wait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Which deliveries wait for an event, and which event runs them again: a cluster that answers, the health of an object.
 * An event that comes while a delivery runs counts, if it turns out that it waits for one. Thread-safe.
 */
final class Wakes {
    private final Consumer<DeliveryId> again;
    private final Consumer<ClusterName> unreachable;
    /** Those that run, and whether the health of an object changed meanwhile. */
    private final Map<DeliveryId, Boolean> running = new HashMap<>();

    private final Set<DeliveryId> healthAwaited = new HashSet<>();
    private final Map<DeliveryId, Set<ClusterName>> answersAwaited = new HashMap<>();

    /**
     * @param again runs a delivery, soon; returns at once
     * @param unreachable told of each cluster that somebody waits for; returns at once
     */
    Wakes(Consumer<DeliveryId> again, Consumer<ClusterName> unreachable) {
        this.again = again;
        this.unreachable = unreachable;
    }

    /** A run of the delivery begins. */
    synchronized void begins(DeliveryId id) {
        running.put(id, false);
    }

    /** The run has ended, and waits for these. */
    void ended(DeliveryId id, List<Wait> waits) {
        Set<ClusterName> silent = waits.stream()
                .map(Wait::obstacle)
                .filter(Obstacle.Unreachable.class::isInstance)
                .map(obstacle -> ((Obstacle.Unreachable) obstacle).cluster())
                .collect(Collectors.toSet());
        boolean now;
        synchronized (this) {
            boolean health = waits.stream().anyMatch(wait -> wait.obstacle() instanceof Obstacle.Dependency);
            now = Boolean.TRUE.equals(running.remove(id)) && health;
            forget(id);
            if (health) {
                healthAwaited.add(id);
            }
            if (!silent.isEmpty()) {
                answersAwaited.put(id, silent);
            }
        }
        silent.forEach(unreachable);
        if (now) {
            again.accept(id);
        }
    }

    /** The health of an object of the delivery changed, or whose it is. */
    void health(DeliveryId id) {
        boolean awaited;
        synchronized (this) {
            running.computeIfPresent(id, (key, seen) -> true);
            awaited = healthAwaited.contains(id);
        }
        if (awaited) {
            again.accept(id);
        }
    }

    /** The cluster gives answers: whoever waits for it runs again. */
    void answers(ClusterName cluster) {
        List<DeliveryId> awake = new ArrayList<>();
        synchronized (this) {
            answersAwaited.forEach((id, clusters) -> {
                if (clusters.contains(cluster)) {
                    awake.add(id);
                }
            });
            awake.forEach(answersAwaited::remove);
        }
        awake.forEach(again);
    }

    /** Whether anybody waits for an answer of the cluster. */
    synchronized boolean isAwaited(ClusterName cluster) {
        return answersAwaited.values().stream().anyMatch(clusters -> clusters.contains(cluster));
    }

    synchronized void forget(DeliveryId id) {
        healthAwaited.remove(id);
        answersAwaited.remove(id);
    }
}
