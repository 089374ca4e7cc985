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

    /** Drops all that is known of the object, {@link #finished} too. */
    void forget(ClusterName cluster, ObjectRef ref);

    /** Digest of the body with which a Job ran to its end, so that it is not run again when its TTL removed it. */
    Optional<Digest> finished(ClusterName cluster, ObjectRef job);

    /** A Job that was applied with a body of this digest has ended. */
    void finish(ClusterName cluster, ObjectRef job, Digest applied);

    /** In memory only: unbounded, lost with the process. */
    static Baselines inMemory() {
        record Key(ClusterName cluster, ObjectRef ref) {}
        Map<Key, ManagedEntry> entries = new ConcurrentHashMap<>();
        Map<Key, Digest> finished = new ConcurrentHashMap<>();
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
                finished.remove(new Key(cluster, ref));
            }

            @Override
            public Optional<Digest> finished(ClusterName cluster, ObjectRef job) {
                return Optional.ofNullable(finished.get(new Key(cluster, job)));
            }

            @Override
            public void finish(ClusterName cluster, ObjectRef job, Digest applied) {
                finished.put(new Key(cluster, job), applied);
            }
        };
    }
}
