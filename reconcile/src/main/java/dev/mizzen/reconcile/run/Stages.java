package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.artifact.Pin;
import dev.mizzen.reconcile.artifact.Wanted;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.place.Cluster;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.render.ClusterFacts;
import dev.mizzen.reconcile.render.Given;
import dev.mizzen.reconcile.render.Judged;
import dev.mizzen.reconcile.render.Rendered;
import dev.mizzen.reconcile.spec.Chart;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The stages before the run: where a delivery's components go, and what becomes of each there. Thread-safe. */
public interface Stages {
    /**
     * Looks for what the delivery says and nobody will do: types that are not known, steps that are not run.
     *
     * @throws Rejected with all of it: then nothing of the delivery is done
     * @throws Waiting if that cannot be told now
     */
    default void check(Deliver spec) throws Rejected, Waiting {}

    /** The units of a delivery on those of the clusters that it is meant for. */
    List<Unit> place(Deliver spec, Collection<Cluster> clusters) throws Rejected;

    /** The clusters that a delivery is meant for, also those where it has no unit (any more). */
    Set<ClusterName> clusters(Deliver spec, Collection<Cluster> clusters) throws Rejected;

    /**
     * Digest of all that rendering these units of a delivery on one cluster depends on: equal digests render equal objects.
     * Empty where that cannot be told without rendering.
     */
    default Optional<Digest> inputs(Deliver spec, List<Unit> units, ClusterFacts facts) throws Rejected, Waiting {
        return Optional.empty();
    }

    /** Whether the component's objects come out of a chart, which may draw from the delivery's seed. */
    default boolean isChart(Deliver spec, Unit unit) throws Waiting {
        return Chart.isChart(unit.component().type());
    }

    /**
     * Digest of all that these units are rendered of, but for what becomes known only once they run: which release it is.
     *
     * @return empty where no template of the units names it
     */
    default Optional<Digest> release(Deliver spec, List<Unit> units, ClusterFacts facts) throws Rejected, Waiting {
        return Optional.empty();
    }

    /**
     * What a component of the delivery gives to others.
     *
     * @param live its objects, as {@code output} and {@code outputs}
     */
    Given give(Deliver spec, Unit giver, ObjectNode live) throws Rejected, Waiting;

    /**
     * What is meant by what the units take from outside and no lock names, once they were rendered.
     *
     * @throws Waiting if something was not found yet
     */
    default Map<Wanted, Pin> pins(Deliver spec, List<Unit> units) throws Rejected, Waiting {
        return Map.of();
    }

    /** The parts of a unit's component whose definitions say something of the health of live objects. */
    default List<Judged> judged(Deliver spec, Unit unit) throws Rejected, Waiting {
        return List.of();
    }

    /** Renders units of one delivery, with the definitions that it may use. */
    UnitRenderer renderer(Deliver spec);

    /** Renders one unit. Thread-safe. */
    interface UnitRenderer {
        Rendered render(Unit unit, ClusterFacts facts) throws Rejected, Waiting;

        /** What is wrong with the delivery as a whole, once all its units on the cluster were rendered. */
        default List<Problem> afterAll(ClusterName cluster) {
            return List.of();
        }
    }
}
