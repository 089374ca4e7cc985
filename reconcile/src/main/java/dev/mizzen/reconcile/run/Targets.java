package dev.mizzen.reconcile.run;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.place.Cluster;
import dev.mizzen.reconcile.place.Rights;
import java.util.Collection;
import java.util.Optional;

/** The clusters that are configured now, and what may be read besides. Each call may answer with another set. Thread-safe. */
public interface Targets {
    Collection<Cluster> clusters();

    /** Empty if the cluster is not configured (any more). The same object for as long as its configuration is the same. */
    Optional<Site> site(ClusterName name);

    /**
     * Whether a source may read objects of a kind outside of the namespaces in which the delivery that asks is placed.
     *
     * @param namespace {@code ""} for objects that are in none
     */
    default boolean mayRead(SourceName source, ClusterName cluster, String namespace, String kind) {
        return false;
    }

    /** Why there may be more clusters than {@link #clusters} says, as when they were not listed yet. */
    default Optional<String> unlisted() {
        return Optional.empty();
    }

    /** What the deliveries of a source may do, and as whom. */
    default Rights rights(SourceName source) {
        return Rights.ALL;
    }

    /** As {@link #site}, with the identity that the delivery acts with there. */
    default Optional<Site> site(ClusterName name, DeliveryId delivery) {
        Optional<Rights.ServiceAccount> actor = rights(delivery.source()).actor(delivery.environment());
        return site(name)
                .map(site -> actor.map(account -> site.as(account.user())).orElse(site));
    }

    /** What is reached that is no cluster. */
    default Pages pages() {
        return Pages.NONE;
    }
}
