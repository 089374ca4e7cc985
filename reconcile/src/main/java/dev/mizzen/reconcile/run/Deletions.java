package dev.mizzen.reconcile.run;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ObjectRef;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Deletions that somebody is asked to approve: exactly these. */
public sealed interface Deletions {
    /** What an approval names: the same for the same deletions, whoever asks, and another one for any others. */
    Digest digest();

    /** The source whose deletions they are. */
    SourceName source();

    /** How many objects, or deliveries. */
    int size();

    /** Objects of one delivery, on all its clusters; in order, and no cluster without any. */
    record OfObjects(DeliveryId delivery, Map<ClusterName, Set<ObjectRef>> objects) implements Deletions {
        public OfObjects {
            Map<ClusterName, Set<ObjectRef>> copy = new TreeMap<>();
            objects.forEach((cluster, refs) -> {
                if (!refs.isEmpty()) {
                    copy.put(cluster, Collections.unmodifiableSet(new TreeSet<>(refs)));
                }
            });
            objects = Collections.unmodifiableMap(copy);
        }

        @Override
        public Digest digest() {
            StringBuilder text = new StringBuilder("objects of ").append(delivery);
            objects.forEach((cluster, refs) -> refs.forEach(
                    ref -> text.append('\n').append(cluster).append(' ').append(ref)));
            return Digest.of(text.toString());
        }

        @Override
        public SourceName source() {
            return delivery.source();
        }

        @Override
        public int size() {
            return objects.values().stream().mapToInt(Collection::size).sum();
        }
    }

    /** Whole deliveries of one source, with all that they own on every cluster; in order. */
    record OfDeliveries(SourceName source, Set<DeliveryId> deliveries) implements Deletions {
        public OfDeliveries {
            deliveries = Collections.unmodifiableSet(new TreeSet<>(deliveries));
        }

        @Override
        public Digest digest() {
            StringBuilder text = new StringBuilder("deliveries of ").append(source);
            deliveries.forEach(id -> text.append('\n').append(id));
            return Digest.of(text.toString());
        }

        @Override
        public int size() {
            return deliveries.size();
        }
    }
}
