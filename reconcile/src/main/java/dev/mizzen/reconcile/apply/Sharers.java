package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which deliveries let others have the same object. Not thread-safe. */
final class Sharers {
    private final Map<ClusterName, Map<DeliveryId, Set<ObjectRef>>> shared = new HashMap<>();

    /** All that a delivery shares on a cluster. */
    void says(ClusterName cluster, DeliveryId delivery, Set<ObjectRef> objects) {
        Map<DeliveryId, Set<ObjectRef>> here = shared.computeIfAbsent(cluster, c -> new HashMap<>());
        if (objects.isEmpty()) {
            here.remove(delivery);
        } else {
            here.put(delivery, Set.copyOf(objects));
        }
    }

    boolean shares(ClusterName cluster, DeliveryId delivery, ObjectRef ref) {
        return shared.getOrDefault(cluster, Map.of())
                .getOrDefault(delivery, Set.of())
                .contains(ref);
    }

    /** Those beside the owner that share an object. */
    Set<DeliveryId> others(ClusterName cluster, ObjectRef ref, DeliveryId owner) {
        Set<DeliveryId> others = new TreeSet<>();
        shared.getOrDefault(cluster, Map.of()).forEach((delivery, objects) -> {
            if (!delivery.equals(owner) && objects.contains(ref)) {
                others.add(delivery);
            }
        });
        return others;
    }
}
