package dev.mizzen.daemon;

import dev.mizzen.daemon.report.StatusBoard;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.observe.ClusterWatch;
import dev.mizzen.reconcile.observe.ProgressDeadlines;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
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

    synchronized void at(DeliveryId id) {
        Map<ClusterName, Map<ObjectRef, Health>> seen = new TreeMap<>();
        board.of(id)
                .ifPresent(state -> state.objects()
                        .forEach((cluster, objects) -> watches.apply(cluster)
                                .ifPresent(watch -> seen.put(cluster, now(watch, ApplySetId.of(id), objects)))));
        Health worst = seen.values().stream()
                .flatMap(objects -> objects.values().stream())
                .max(Comparator.naturalOrder())
                .orElse(Health.HEALTHY);
        Health judged = deadlines.judge(id, worst);
        seen.forEach((cluster, objects) ->
                board.health(id, cluster, judged.equals(worst) ? objects : late(objects, judged)));
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
