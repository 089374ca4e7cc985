package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.artifact.Pin;
import dev.mizzen.reconcile.artifact.Wanted;
import dev.mizzen.reconcile.place.Cluster;
import dev.mizzen.reconcile.render.ClusterFacts;
import dev.mizzen.reconcile.render.ReleaseFacts.Birth;
import dev.mizzen.reconcile.render.Rendered;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import java.util.List;
import java.util.Map;

/**
 * What a render of a delivery depends on besides its commit, as a run would find it now, and what it gives. Some of it is secret.
 *
 * @param pins what is meant by what no lock names
 */
public record Resolution(Deliver spec, List<OnCluster> clusters, Map<Wanted, Pin> pins) {
    /** What one cluster says. */
    public record OnCluster(Cluster cluster, ClusterFacts facts, Birth birth, List<Result> units) {}

    /**
     * One unit.
     *
     * @param draws whether another seed would make it other objects
     */
    public record Result(Rendered rendered, boolean draws) {}
}
