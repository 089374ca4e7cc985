package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ObjectRef;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What our last apply of each object left as our managedFields entry. A cache: where it is lost, one apply an object
 * gives it back. Thread-safe.
 */
public interface Baselines {
    /** Digest of the entry; asked for every event and every plan, so it must come from memory. */
    Optional<Digest> digest(ClusterName cluster, ObjectRef ref);

    /** The entry itself; asked only on a conflict. */
    Optional<ManagedEntry> entry(ClusterName cluster, ObjectRef ref);

    void put(ClusterName cluster, ObjectRef ref, ManagedEntry entry);

    void forget(ClusterName cluster, ObjectRef ref);

    /** In memory only: unbounded, lost with the process. */
    static Baselines inMemory() {
        record Key(ClusterName cluster, ObjectRef ref) {}
        Map<Key, ManagedEntry> entries = new ConcurrentHashMap<>();
        return new Baselines() {
            @Override
            public Optional<Digest> digest(ClusterName cluster, ObjectRef ref) {
                return entry(cluster, ref).map(ManagedEntry::digest);
            }

            @Override
            public Optional<ManagedEntry> entry(ClusterName cluster, ObjectRef ref) {
                return Optional.ofNullable(entries.get(new Key(cluster, ref)));
            }

            @Override
            public void put(ClusterName cluster, ObjectRef ref, ManagedEntry entry) {
                entries.put(new Key(cluster, ref), entry);
            }

            @Override
            public void forget(ClusterName cluster, ObjectRef ref) {
                entries.remove(new Key(cluster, ref));
            }
        };
    }
}
