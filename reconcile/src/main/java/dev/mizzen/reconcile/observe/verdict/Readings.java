package dev.mizzen.reconcile.observe.verdict;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What deliveries were rendered with of live objects. Thread-safe. */
final class Readings {
    private final Map<DeliveryId, Map<ClusterName, List<Entry>>> deliveries = new ConcurrentHashMap<>();

    /** One reading, and the versions of its objects that have these values. */
    static final class Entry {
        final Reading reading;
        volatile Map<ObjectRef, String> seen = Map.of();

        Entry(Reading reading) {
            this.reading = reading;
        }
    }

    /** Those of the delivery on the cluster; one that is as before keeps what was seen. */
    void put(DeliveryId delivery, ClusterName cluster, List<Reading> readings) {
        deliveries.compute(delivery, (id, old) -> {
            Map<ClusterName, List<Entry>> clusters = new HashMap<>(old == null ? Map.of() : old);
            List<Entry> before = clusters.getOrDefault(cluster, List.of());
            clusters.put(
                    cluster,
                    readings.stream()
                            .map(reading -> before.stream()
                                    .filter(entry -> entry.reading.equals(reading))
                                    .findFirst()
                                    .orElseGet(() -> new Entry(reading)))
                            .toList());
            clusters.values().removeIf(List::isEmpty);
            return clusters.isEmpty() ? null : Map.copyOf(clusters);
        });
    }

    void forget(DeliveryId delivery) {
        deliveries.remove(delivery);
    }

    boolean concerns(DeliveryId delivery) {
        return deliveries.containsKey(delivery);
    }

    Set<ClusterName> clusters(DeliveryId delivery) {
        return deliveries.getOrDefault(delivery, Map.of()).keySet();
    }

    List<Entry> entries(DeliveryId delivery, ClusterName cluster) {
        return deliveries.getOrDefault(delivery, Map.of()).getOrDefault(cluster, List.of());
    }
}
