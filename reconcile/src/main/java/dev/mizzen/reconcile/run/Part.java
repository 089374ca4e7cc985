package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.Applied;
import dev.mizzen.reconcile.apply.Claims;
import dev.mizzen.reconcile.apply.Inventory;
import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.plan.Plan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One delivery on one cluster, on its way through a run. */
public sealed interface Part {
    ClusterName cluster();

    /**
     * Rendered and claimed: may be planned.
     *
     * @param desired not rendered if it was seen to stand as it was applied before
     * @param inputs digest of what {@code desired} was made of, if that can be told
     * @param made what each object is in its component, where definitions say something of health; else empty
     * @param late what units wait for; then nothing is deleted
     */
    record Ready(
            Site site,
            Inventory inventory,
            Desired desired,
            Optional<Digest> inputs,
            Map<ObjectRef, Made> made,
            Claims.Claimed claimed,
            List<String> late,
            List<Problem> warnings)
            implements Part {
        @Override
        public ClusterName cluster() {
            return site.cluster();
        }

        /** Whether each object has a body to be sent. */
        boolean isRendered() {
            return desired.objects().stream()
                    .allMatch(object -> object.manifest().isRendered());
        }
    }

    /** Came no further on this cluster; other clusters go on. */
    record Stopped(ClusterName cluster, Applied why) implements Part {
        /** Whether the run did not wait for it. */
        boolean isSlow() {
            return why.waiting().stream().anyMatch(wait -> wait.obstacle() instanceof Obstacle.Slow);
        }
    }

    /**
     * Carried out as far as it goes.
     *
     * @param held what is too much to be deleted without an approval
     * @param spared what is of a protected kind and stays
     */
    record Done(
            ClusterName cluster,
            Applied applied,
            Optional<Plan.Held> held,
            Set<ObjectRef> spared,
            List<ObjectRef> objects,
            List<Problem> warnings)
            implements Part {
        /** There is nothing of the delivery on the cluster, and nothing to be. */
        static Done nothing(ClusterName cluster) {
            return new Done(cluster, Applied.NOTHING, Optional.empty(), Set.of(), List.of(), List.of());
        }
    }
}
