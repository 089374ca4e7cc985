package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.place.Cluster;
import java.util.Collection;
import java.util.Optional;

/** The clusters that are configured now. Each call may answer with another set. Thread-safe. */
public interface Targets {
    Collection<Cluster> clusters();

    /** Empty if the cluster is not configured (any more). The same object for as long as its configuration is the same. */
    Optional<Site> site(ClusterName name);
}
