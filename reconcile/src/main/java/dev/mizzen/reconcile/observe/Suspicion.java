package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.ApplySetId;
import java.time.Instant;

/**
 * An object may differ from what we applied, as far as the watch can tell; only a request proves it.
 *
 * @param id the delivery that owned it when it was last seen in order
 * @param seen when the event arrived
 */
public record Suspicion(ClusterName cluster, ApplySetId id, ObjectRef ref, Sign sign, Instant seen) {
    /** What makes the object suspicious. */
    public enum Sign {
        /** It was ours and is gone. */
        GONE,
        /** It is there, without our mark. */
        MARK_LOST,
        /** Its mark, or our entry in managedFields, is not the one that our apply left. */
        CHANGED
    }
}
