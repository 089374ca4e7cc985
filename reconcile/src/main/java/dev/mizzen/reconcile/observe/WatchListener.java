package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.ObjectRef;

/**
 * Hears what the watches of a cluster see. Called on their threads and on those of our writes, never while a lock is
 * held; must return quickly. Two calls for one object may overtake each other: {@link ClusterWatch#of} has the last
 * word. What it throws is logged and stops nothing.
 */
public interface WatchListener {
    /** One of our objects appeared, changed or went. */
    void changed(Change change);

    /** An object may have drifted: its delivery should run. */
    void suspected(Suspicion suspicion);

    /** The object is again as our apply left it, by our write or by another's. */
    void settled(ClusterName cluster, ObjectRef ref);

    /** A kind's watch began, broke or cannot be. */
    void kind(ClusterName cluster, Resource kind, KindState state);
}
