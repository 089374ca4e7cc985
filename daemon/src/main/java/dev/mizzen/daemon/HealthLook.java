package dev.mizzen.daemon;

import dev.mizzen.daemon.report.DeliveryState;
import dev.mizzen.daemon.report.StatusBoard;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.observe.ClusterWatch;
import dev.mizzen.reconcile.observe.ProgressDeadlines;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import dev.mizzen.reconcile.run.Outcome;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Brings the health that the watches hold of a delivery's objects onto the board. Makes no request. Thread-safe: looks come
 * one after the other, so that none brings what it saw before a later one.
 */
final class HealthLook {
    private static final Health MISSING = new Health(Health.State.MISSING, "is not there");

    private final StatusBoard board;
    private final Function<ClusterName, Optional<ClusterWatch>> watches;
    private final ProgressDeadlines deadlines;

    HealthLook(StatusBoard board, Function<ClusterName, Optional<ClusterWatch>> watches, ProgressDeadlines deadlines) {
        this.board = board;
        this.watches = watches;
        this.deadlines = deadlines;
    }

    ProgressDeadlines deadlines() {
        return deadlines;
    }

    /** How the delivery's objects fare now. */
    synchronized void at(DeliveryId id) {
        look(id, objects(id)).forEach((cluster, objects) -> board.health(id, cluster, objects));
    }

    /** A run has ended: what became of it and how its objects fare come onto the board in one step. */
    synchronized void ended(DeliveryId id, Revision head, Outcome outcome) {
        Map<ClusterName, Map<ObjectRef, Health>> objects = new TreeMap<>(objects(id));
        outcome.objects().forEach((cluster, refs) -> {
            Map<ObjectRef, Health> all = new HashMap<>(objects.getOrDefault(cluster, Map.of()));
            refs.forEach(ref -> all.putIfAbsent(ref, MISSING));
            objects.put(cluster, all);
        });
        board.outcome(id, head, outcome, look(id, objects));
    }

    private Map<ClusterName, Map<ObjectRef, Health>> objects(DeliveryId id) {
        return board.of(id).map(DeliveryState::objects).orElse(Map.of());
    }

    private Map<ClusterName, Map<ObjectRef, Health>> look(
            DeliveryId id, Map<ClusterName, Map<ObjectRef, Health>> objects) {
        Map<ClusterName, Map<ObjectRef, Health>> seen = new TreeMap<>();
        objects.forEach((cluster, refs) ->
                watches.apply(cluster).ifPresent(watch -> seen.put(cluster, now(watch, ApplySetId.of(id), refs))));
        Health worst = seen.values().stream()
                .flatMap(refs -> refs.values().stream())
                .max(Comparator.naturalOrder())
                .orElse(Health.HEALTHY);
        Health judged = deadlines.judge(id, worst);
        if (!judged.equals(worst)) {
            seen.replaceAll((cluster, refs) -> late(refs, judged));
        }
        return seen;
    }

    /** What still makes progress when the time is over counts as the judge says. */
    private static Map<ObjectRef, Health> late(Map<ObjectRef, Health> objects, Health judged) {
        Map<ObjectRef, Health> late = new HashMap<>(objects);
        late.replaceAll((ref, health) -> health.state() == Health.State.PROGRESSING ? judged : health);
        return late;
    }

    /** A Job that its TTL removed fares as it did when it ended. */
    private static Map<ObjectRef, Health> now(ClusterWatch watch, ApplySetId set, Map<ObjectRef, Health> before) {
        Map<ObjectRef, ObservedObject> observed = watch.of(set).objects();
        Map<ObjectRef, Health> health = new HashMap<>();
        before.forEach((ref, known) -> health.put(
                ref,
                Optional.ofNullable(observed.get(ref))
                        .map(ObservedObject::health)
                        .orElse(watch.ranToItsEnd(ref) ? ended(known) : MISSING)));
        return health;
    }

    private static Health ended(Health lastSeen) {
        return lastSeen.state() == Health.State.DEGRADED ? lastSeen : Health.HEALTHY;
    }
}
