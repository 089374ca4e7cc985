package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Observed.Mark;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import dev.mizzen.reconcile.plan.Plan.Action;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Deletes one object, or makes it nobody's: exactly the one that was seen, and only while it is ours. */
final class Deleter {
    private static final int ATTEMPTS = 3;

    private final Site site;
    private final Order order;

    Deleter(Site site, Order order) {
        this.site = site;
        this.order = order;
    }

    Applied delete(Action.Prune prune) {
        return delete(prune, true);
    }

    /** Deletes what did its work; it stays known that it did. */
    Applied clear(Action.Prune prune) {
        return delete(prune, false);
    }

    private Applied delete(Action.Prune prune, boolean forget) {
        ObjectRef ref = prune.ref();
        Optional<String> forbidden = order.forbids(ref);
        if (forbidden.isPresent()) {
            return Applied.rejects(
                    Problem.of("cluster " + site.cluster() + ": " + ref + " is not deleted: " + forbidden.get()));
        }
        try (Watched.Flight flight = site.watched().flight(ref)) {
            Optional<Resource> resource = site.discovery().find(ref.group(), ref.kind());
            if (resource.isPresent() && !delete(resource.get(), prune)) {
                return Applied.waits(new Obstacle.Busy(), ref + " changes all the time and cannot be deleted safely");
            }
            flight.deleted();
            if (forget) {
                site.baselines().forget(site.cluster(), ref);
            }
            site.admission().forget(ref);
            site.told().forget(ref);
            return forget ? Applied.deleted() : Applied.NOTHING;
        } catch (ApiException e) {
            return Applied.of("deleting " + ref, e);
        }
    }

    /** A status written in between makes the seen version stale: read again, decide again whether it is ours. */
    private boolean delete(Resource resource, Action.Prune prune) throws ApiException {
        String version = prune.resourceVersion();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                if (prune.orphan()) {
                    disown(resource, prune, version);
                } else {
                    site.api().delete(resource, prune.ref(), prune.uid(), version);
                }
                return true;
            } catch (ApiException e) {
                if (e.failure() instanceof Failure.NotFound) {
                    return true;
                }
                if (!(e.failure() instanceof Failure.Stale)) {
                    throw e;
                }
            }
            Optional<JsonNode> live = site.api().findMetadata(resource, prune.ref());
            if (live.isEmpty() || !stillOurs(live.get(), prune)) {
                return true;
            }
            version = live.get().path("metadata").path("resourceVersion").asString("");
        }
        return false;
    }

    /** Nothing but what tells that it is ours goes, and only from the object that was seen. */
    private void disown(Resource resource, Action.Prune prune, String version) throws ApiException {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata =
                patch.putObject("metadata").put("uid", prune.uid()).put("resourceVersion", version);
        metadata.putObject("labels").putNull(ApplySetId.LABEL);
        metadata.putObject("annotations").putNull(Mark.ANNOTATION).putNull(ObservedObject.PRUNE_ANNOTATION);
        site.api().patch(resource, prune.ref(), "application/merge-patch+json", patch, site.manager());
    }

    private boolean stillOurs(JsonNode live, Action.Prune prune) {
        JsonNode metadata = live.path("metadata");
        return metadata.path("uid").asString("").equals(prune.uid())
                && metadata.path("labels")
                        .path(ApplySetId.LABEL)
                        .asString("")
                        .equals(order.id().value())
                && Mark.parse(metadata.path("annotations").path(Mark.ANNOTATION).asString(""))
                        .filter(mark -> mark.ref().equals(prune.ref().toString()))
                        .isPresent();
    }
}
