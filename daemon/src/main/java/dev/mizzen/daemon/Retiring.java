package dev.mizzen.daemon;

import dev.mizzen.reconcile.apply.Claims;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Owned;
import dev.mizzen.reconcile.plan.Plan;
import dev.mizzen.reconcile.plan.Planner;
import dev.mizzen.reconcile.spec.Environment;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What goes from a cluster if a delivery leaves Git. Makes no request. */
record Retiring(Claims claims) {
    Set<ObjectRef> of(DeliveryId delivery, ClusterName cluster, Observed observed) {
        Set<ObjectRef> others =
                claims.wantedByOthers(cluster, delivery, observed.objects().keySet());
        Owned owned = new Owned(
                ApplySetId.of(delivery), Map.of(), Map.of(), Environment.Prune.DEFAULT, true, List.of(), others);
        return new Planner()
                .plan(new Desired(List.of(), true), observed, owned).actions().stream()
                        .filter(Plan.Action.Prune.class::isInstance)
                        .map(Plan.Action::ref)
                        .collect(Collectors.toCollection(TreeSet::new));
    }
}
