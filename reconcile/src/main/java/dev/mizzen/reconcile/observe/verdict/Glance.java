package dev.mizzen.reconcile.observe.verdict;

import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** One look at the objects of a delivery on one cluster: each is asked for once at most. Not thread-safe. */
final class Glance {
    private final Site site;
    private final Map<ObjectRef, Optional<JsonNode>> seen = new HashMap<>();

    Glance(Site site) {
        this.site = site;
    }

    /** What the watches hold. */
    Map<ObjectRef, ObservedObject> held(DeliveryId id) {
        return site.watched().of(ApplySetId.of(id)).objects();
    }

    /** Those of the objects that are there; their versions are put among {@code versions}. */
    Map<ObjectRef, JsonNode> live(Set<ObjectRef> read, Map<ObjectRef, String> versions) throws ApiException {
        Map<ObjectRef, JsonNode> live = new HashMap<>();
        for (ObjectRef ref : read) {
            Optional<JsonNode> object = seen.get(ref);
            if (object == null) {
                object = LiveObject.read(site, ref);
                seen.put(ref, object);
            }
            object.ifPresent(there -> {
                live.put(ref, there);
                versions.put(ref, LiveObject.version(there));
            });
        }
        return live;
    }
}
