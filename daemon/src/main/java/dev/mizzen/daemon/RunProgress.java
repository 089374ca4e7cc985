package dev.mizzen.daemon;

import dev.mizzen.daemon.report.Metrics;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.run.Progress;
import java.time.Duration;

/** How runs get on, as metrics. */
record RunProgress(Metrics metrics) implements Progress {
    @Override
    public void rendered(DeliveryId delivery, ClusterName cluster, Duration took) {
        metrics.rendered(delivery, took);
    }

    @Override
    public void applied(DeliveryId delivery, ClusterName cluster, int changed, int pruned, Duration took) {
        metrics.applied(cluster, took);
    }
}
