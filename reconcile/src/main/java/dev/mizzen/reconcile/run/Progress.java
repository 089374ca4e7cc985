package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import java.time.Duration;

/** Hears how runs get on. Called on the runs' threads; must not block. */
public interface Progress {
    Progress SILENT = new Progress() {};

    /** All units of a delivery on one cluster were rendered, or taken from the cache. */
    default void rendered(DeliveryId delivery, ClusterName cluster, Duration took) {}

    /** A plan was carried out on one cluster; also called where there was nothing to do. */
    default void applied(DeliveryId delivery, ClusterName cluster, int changed, int pruned, Duration took) {}
}
