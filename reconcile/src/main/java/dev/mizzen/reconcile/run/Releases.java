package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ObjectRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What each delivery's release holds on each cluster, since it was applied in full: where its inputs are the same and the
 * watch shows all of it in place, nothing has to be rendered. A memory: what it forgets is rendered again. Thread-safe.
 */
public interface Releases {
    Optional<Release> of(DeliveryId delivery, ClusterName cluster);

    void put(DeliveryId delivery, ClusterName cluster, Release release);

    /** The delivery is gone. */
    void forget(DeliveryId delivery);

    /**
     * A delivery's objects on one cluster.
     *
     * @param inputs digest of all that they are made of
     */
    record Release(Digest inputs, List<Released> objects) {
        public Release {
            objects = List.copyOf(objects);
        }
    }

    /**
     * One object.
     *
     * @param digest of its body, as in {@link dev.mizzen.reconcile.plan.Desired.DesiredObject}
     * @param made what it is in its component, where definitions look at it
     */
    record Released(ObjectRef ref, Digest digest, String component, Optional<Made> made) {
        /** One that no definition looks at. */
        public Released(ObjectRef ref, Digest digest, String component) {
            this(ref, digest, component, Optional.empty());
        }
    }

    /** Lost with the process. */
    static Releases inMemory() {
        record Key(DeliveryId delivery, ClusterName cluster) {}
        Map<Key, Release> releases = new ConcurrentHashMap<>();
        return new Releases() {
            @Override
            public Optional<Release> of(DeliveryId delivery, ClusterName cluster) {
                return Optional.ofNullable(releases.get(new Key(delivery, cluster)));
            }

            @Override
            public void put(DeliveryId delivery, ClusterName cluster, Release release) {
                releases.put(new Key(delivery, cluster), release);
            }

            @Override
            public void forget(DeliveryId delivery) {
                releases.keySet().removeIf(key -> key.delivery().equals(delivery));
            }
        };
    }
}
