package dev.mizzen.reconcile.run;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import java.util.List;
import java.util.Set;

/** What people approved and what is not done of it yet, by the {@link Deletions} that they saw. Thread-safe. */
public interface Approvals {
    /** Nobody ever approved anything. */
    Approvals NONE = new Approvals() {
        @Override
        public List<Set<ObjectRef>> objects(DeliveryId delivery, ClusterName cluster) {
            return List.of();
        }

        @Override
        public boolean cover(SourceName source, Set<DeliveryId> leaving) {
            return false;
        }

        @Override
        public void outstanding(DeliveryId delivery, ClusterName cluster, Set<ObjectRef> objects) {}
    };

    /** For each approval that is in force: which objects of a delivery may be deleted on a cluster. */
    List<Set<ObjectRef>> objects(DeliveryId delivery, ClusterName cluster);

    /** Whether one approval that is in force lets all these deliveries of a source be retired. */
    boolean cover(SourceName source, Set<DeliveryId> leaving);

    /**
     * Told by each run that planned a cluster: these objects, and no others, are still to be deleted there. Whatever else
     * was approved there is done, or is wanted again.
     */
    void outstanding(DeliveryId delivery, ClusterName cluster, Set<ObjectRef> objects);
}
