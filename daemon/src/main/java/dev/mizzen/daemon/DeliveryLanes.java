package dev.mizzen.daemon;

import dev.mizzen.daemon.queue.DeliveryQueue;
import dev.mizzen.daemon.queue.Lane;
import dev.mizzen.daemon.trigger.Inputs;
import dev.mizzen.daemon.trigger.Want;
import dev.mizzen.daemon.trigger.Wants;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.place.Placement;
import dev.mizzen.reconcile.spec.DeliverySpec;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Where a delivery competes for runs: among those that go to the same clusters, or that still lie on them. Told anew when
 * what is wanted or the clusters change. Makes no request. Thread-safe.
 */
final class DeliveryLanes implements DeliveryQueue.Placing {
    private final Wants wants;
    private final Supplier<Clusters> clusters;
    private final Map<DeliveryId, Known> known = new ConcurrentHashMap<>();
    /** Equal lanes are one: many deliveries share each. */
    private final Map<Lane, Lane> lanes = new ConcurrentHashMap<>();

    private record Known(Inputs inputs, int configuration, Lane lane) {}

    DeliveryLanes(Wants wants, Supplier<Clusters> clusters) {
        this.wants = wants;
        this.clusters = clusters;
    }

    @Override
    public Lane of(DeliveryId id) {
        Want want = wants.of(id).orElse(null);
        if (want == null) {
            known.remove(id);
            return Lane.of(id);
        }
        Lane lane = switch (want) {
            case Want.Spec spec -> placed(spec);
            case Want.Gone gone -> lane(id, clusters.get().holding(id));
        };
        return lanes.computeIfAbsent(lane, same -> same);
    }

    private Lane placed(Want.Spec want) {
        int configuration = clusters.get().configuration();
        Known last = known.get(want.id());
        if (last != null && last.inputs().equals(want.inputs()) && last.configuration() == configuration) {
            return last.lane();
        }
        Lane lane = lane(want.id(), clusters(want.spec()));
        known.put(want.id(), new Known(want.inputs(), configuration, lane));
        return lane;
    }

    private static Lane lane(DeliveryId id, Set<ClusterName> names) {
        return names.isEmpty() ? Lane.of(id) : new Lane.To(names);
    }

    private Set<ClusterName> clusters(DeliverySpec spec) {
        try {
            return spec instanceof DeliverySpec.Deliver deliver
                    ? Placement.clusters(
                            deliver.application(),
                            deliver.environment(),
                            clusters.get().clusters())
                    : Set.of();
        } catch (Rejected e) {
            return Set.of(); // its own run says so
        }
    }
}
