package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Treatment;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Owned;
import dev.mizzen.reconcile.plan.Plan;
import dev.mizzen.reconcile.plan.Planner;
import dev.mizzen.reconcile.spec.Environment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Plans a delivery on a cluster, by what is known of its ownership there. Makes no request. */
record Ownership(
        DeliveryId delivery, Environment.Prune prune, boolean retired, Approvals approvals, boolean removesAdditions) {
    Ownership(DeliveryId delivery, Environment.Prune prune, boolean retired, Approvals approvals) {
        this(delivery, prune, retired, approvals, false);
    }

    Plan plan(Site site, Desired desired) {
        Observed observed = site.watched().of(ApplySetId.of(delivery));
        return new Planner().plan(desired, observed, of(site, desired, observed));
    }

    /** After the deletions: what was approved on this cluster and is not to be deleted any more is done. */
    void settle(Site site, Desired desired) {
        if (!approvals.objects(delivery, site.cluster()).isEmpty()) {
            approvals.outstanding(delivery, site.cluster(), plan(site, desired).outstanding());
        }
    }

    Owned of(Site site, Desired desired, Observed observed) {
        Map<ObjectRef, Digest> baselines = new HashMap<>();
        Map<ObjectRef, Digest> finished = new HashMap<>();
        Set<ObjectRef> unwanted = new HashSet<>(observed.objects().keySet());
        for (DesiredObject object : desired.objects()) {
            ObjectRef ref = object.ref();
            unwanted.remove(ref);
            site.baselines()
                    .digest(site.cluster(), ref)
                    .filter(digest -> observed.objects().containsKey(ref) || !isAnothers(site, ref))
                    .ifPresent(digest -> baselines.put(ref, digest));
            boolean once = object.treatment().once() != Treatment.Once.NO;
            if (once || ref.kind().equals("Job") || ref.kind().equals("Pod")) {
                site.baselines().finished(site.cluster(), ref).ifPresent(digest -> finished.put(ref, digest));
            }
        }
        Set<ObjectRef> others =
                unwanted.isEmpty() ? Set.of() : site.claims().wantedByOthers(site.cluster(), delivery, unwanted);
        return new Owned(
                ApplySetId.of(delivery),
                baselines,
                finished,
                prune,
                retired,
                approvals.objects(delivery, site.cluster()),
                others,
                removesAdditions);
    }

    /** An object that comes over from another delivery was never ours: what differs in it is no drift. */
    private static boolean isAnothers(Site site, ObjectRef ref) {
        return site.watched().find(ref).isPresent();
    }
}
