package dev.mizzen.daemon;

import dev.mizzen.daemon.queue.DeliveryQueue;
import dev.mizzen.daemon.queue.Urgency;
import dev.mizzen.daemon.trigger.Want;
import dev.mizzen.daemon.trigger.Wants;
import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.place.Placement;
import dev.mizzen.reconcile.spec.DeliverySpec;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the inventories of a cluster that was opened, also where no delivery is meant for it (any more): those that left
 * something there run again, and tell so.
 */
record Orphans(Wants wants, DeliveryQueue queue, Supplier<Clusters> clusters, Executor threads) {
    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);

    /** At those that did not answer so far. */
    void lookAgain() {
        clusters.get().unread().forEach(this::look);
    }

    /** Returns at once. */
    void look(Site site) {
        threads.execute(() -> {
            try {
                site.prepare().deliveries().stream()
                        .filter(id -> isNotMeantFor(site.cluster(), id))
                        .forEach(id -> queue.offer(id, Urgency.KEEP));
            } catch (ApiException | Waiting e) {
                LOG.debug("cluster {} was not looked through: {}", site.cluster(), e.getMessage());
            }
        });
    }

    private boolean isNotMeantFor(ClusterName cluster, DeliveryId id) {
        try {
            return wants.of(id).orElse(null) instanceof Want.Spec want
                    && want.spec() instanceof DeliverySpec.Deliver deliver
                    && !Placement.clusters(
                                    deliver.application(),
                                    deliver.environment(),
                                    clusters.get().clusters())
                            .contains(cluster);
        } catch (Rejected e) {
            return false; // its own run says so
        }
    }
}
