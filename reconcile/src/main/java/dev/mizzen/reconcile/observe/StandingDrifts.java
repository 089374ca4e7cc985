package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The drift that was proved and is not mended: for metrics and for the page. A drift proved again keeps the time when
 * it was first seen. Holds at most one an object. Thread-safe.
 */
public final class StandingDrifts implements DriftListener {
    private final Map<Place, Standing> standing = new ConcurrentHashMap<>();

    private record Place(ClusterName cluster, ObjectRef ref) {}

    /** One drift; {@code fight} if somebody takes the field back each time. */
    public record Standing(Drift drift, Optional<Fights.Fight> fight) {}

    @Override
    public void drifted(Drift drift, Optional<Fights.Fight> fight) {
        if (drift.kind() == Drift.Kind.ADDITION || drift.kind() == Drift.Kind.ADDITION_REMOVED) {
            return; // no field of ours is wrong
        }
        standing.merge(
                new Place(drift.cluster(), drift.ref()),
                new Standing(drift, fight),
                (old, latest) -> new Standing(latest.drift().since(old.drift().seen()), latest.fight()));
    }

    /** The object is as it should be, or is no longer wanted. */
    public void settled(ClusterName cluster, ObjectRef ref) {
        standing.remove(new Place(cluster, ref));
    }

    /** The delivery is gone, or wants nothing any more. */
    public void forget(DeliveryId delivery) {
        standing.values().removeIf(s -> s.drift().delivery().equals(delivery));
    }

    public List<Standing> of(DeliveryId delivery) {
        return standing.values().stream()
                .filter(s -> s.drift().delivery().equals(delivery))
                .toList();
    }

    public Collection<Standing> all() {
        return List.copyOf(standing.values());
    }
}
