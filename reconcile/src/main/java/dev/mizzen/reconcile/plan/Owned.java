package dev.mizzen.reconcile.plan;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.spec.Environment;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What we know of one delivery's ownership on one cluster.
 *
 * @param baselines digest of our managedFields entry as our last apply left it, where it is known
 * @param finished digest of the body with which a Job ran to its end
 * @param retired whether the delivery left Git: then everything goes, and no guard holds it
 * @param approved objects that may be deleted because somebody said so; a set for each approval
 * @param wantedByOthers objects that another delivery claims: they change hands and are not deleted
 * @param removesAdditions whether what strangers add to its objects is removed
 */
public record Owned(
        ApplySetId id,
        Map<ObjectRef, Digest> baselines,
        Map<ObjectRef, Digest> finished,
        Environment.Prune prune,
        boolean retired,
        List<Set<ObjectRef>> approved,
        Set<ObjectRef> wantedByOthers,
        boolean removesAdditions) {
    /** One whose additions are left where they are. */
    public Owned(
            ApplySetId id,
            Map<ObjectRef, Digest> baselines,
            Map<ObjectRef, Digest> finished,
            Environment.Prune prune,
            boolean retired,
            List<Set<ObjectRef>> approved,
            Set<ObjectRef> wantedByOthers) {
        this(id, baselines, finished, prune, retired, approved, wantedByOthers, false);
    }

    public Owned {
        baselines = Map.copyOf(baselines);
        finished = Map.copyOf(finished);
        approved = List.copyOf(approved);
        wantedByOthers = Set.copyOf(wantedByOthers);
    }
}
