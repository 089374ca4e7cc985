package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Observed.Mark;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import dev.mizzen.reconcile.plan.Owned;
import dev.mizzen.reconcile.plan.Plan;
import dev.mizzen.reconcile.plan.Planner;
import dev.mizzen.reconcile.spec.Environment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What applying would change on one cluster, told by forced dry runs of just the requests that the daemon sends. Writes
 * nothing. One list a kind, one read and one dry run an object.
 */
public final class Preview {
    /** What only the server writes, or what changes with each write, and so tells nobody anything. */
    private static final List<String> BOOKKEEPING = List.of(
            "managedFields",
            "resourceVersion",
            "uid",
            "generation",
            "creationTimestamp",
            "selfLink",
            "deletionTimestamp");

    private final Api api;
    private final Discovery discovery;
    private final String manager;

    public Preview(Api api, Discovery discovery, String manager) {
        this.api = api;
        this.discovery = discovery;
        this.manager = manager;
    }

    /** What would become of one object. Live and future objects are without status and bookkeeping. */
    public sealed interface Change {
        ObjectRef ref();

        record Create(ObjectRef ref, ObjectNode after) implements Change {}

        /** {@code before} and {@code after} may be equal: then nothing changes. */
        record Update(ObjectRef ref, ObjectNode before, ObjectNode after) implements Change {}

        record Prune(ObjectRef ref) implements Change {}

        /** No longer wanted, and left where it is. */
        record Leave(ObjectRef ref, Plan.Why why) implements Change {}

        /** The server would not take it. */
        record Refused(ObjectRef ref, List<Problem> problems) implements Change {}
    }

    /**
     * One change for each object that is desired, then one for each that is owned and no longer desired.
     *
     * @param kinds that the delivery may own objects of, besides those that it desires
     * @throws ApiException if the cluster does not answer, or not in a way that concerns one object
     */
    public List<Change> of(ApplySetId id, Desired desired, Set<Discovery.GroupKind> kinds, Environment.Prune prune)
            throws ApiException {
        List<Change> changes = new ArrayList<>();
        for (DesiredObject object : desired.objects()) {
            changes.add(change(object));
        }
        Owned owned = new Owned(id, Map.of(), Map.of(), prune, false, List.of(), Set.of());
        Plan plan = new Planner().plan(desired, observed(id, desired, kinds), owned);
        Set<ObjectRef> wanted = new HashSet<>();
        desired.objects().forEach(object -> wanted.add(object.ref()));
        for (Plan.Action action : plan.actions()) {
            switch (action) {
                case Plan.Action.Prune gone -> changes.add(new Change.Prune(gone.ref()));
                case Plan.Action.Keep keep -> {
                    if (!wanted.contains(keep.ref())) {
                        changes.add(new Change.Leave(keep.ref(), keep.why()));
                    }
                }
                case Plan.Action.Create create -> {}
                case Plan.Action.Update update -> {}
            }
        }
        return changes;
    }

    private Change change(DesiredObject object) throws ApiException {
        try {
            Optional<Resource> found =
                    discovery.find(object.ref().group(), object.ref().kind());
            if (found.isEmpty()) {
                return new Change.Create(object.ref(), readable(Bodies.whole(object)));
            }
            Resource resource = found.get();
            Optional<JsonNode> live = live(resource, object.ref());
            ObjectNode after = readable(dryRun(resource, object, live));
            return live.<Change>map(before -> new Change.Update(object.ref(), readable(before), after))
                    .orElseGet(() -> new Change.Create(object.ref(), after));
        } catch (ApiException e) {
            ApiException told = object.ref().kind().equals("Secret") ? e.withoutValues() : e;
            if (told.problems().isEmpty()) {
                throw told;
            }
            return new Change.Refused(object.ref(), told.problems());
        }
    }

    private Optional<JsonNode> live(Resource resource, ObjectRef ref) throws ApiException {
        try {
            return Optional.of(api.get(resource, ref));
        } catch (ApiException e) {
            if (e.failure() instanceof Failure.NotFound) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Where the namespace or the kind would only be created by the run itself, the body as it would be sent. */
    private JsonNode dryRun(Resource resource, DesiredObject object, Optional<JsonNode> live) throws ApiException {
        JsonNode body =
                live.map(before -> Bodies.beside(object, before, manager)).orElseGet(() -> Bodies.whole(object));
        try {
            return api.apply(
                    resource, object.ref(), body, Api.Apply.by(manager).forced().dry());
        } catch (ApiException e) {
            if (live.isEmpty() && e.failure() instanceof Failure.NotFound) {
                return body;
            }
            throw e;
        }
    }

    private static ObjectNode readable(JsonNode object) {
        ObjectNode copy = (ObjectNode) object.deepCopy();
        copy.remove("status");
        if (copy.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(BOOKKEEPING);
            if (metadata.get("annotations") instanceof ObjectNode annotations) {
                annotations.remove(Mark.ANNOTATION);
                if (annotations.isEmpty()) {
                    metadata.remove("annotations");
                }
            }
        }
        return copy;
    }

    private Observed observed(ApplySetId id, Desired desired, Set<Discovery.GroupKind> kinds) throws ApiException {
        Set<Discovery.GroupKind> all = new HashSet<>(kinds);
        desired.objects()
                .forEach(o ->
                        all.add(new Discovery.GroupKind(o.ref().group(), o.ref().kind())));
        Map<ObjectRef, ObservedObject> objects = new HashMap<>();
        for (Discovery.GroupKind kind : all) {
            Optional<Resource> resource = discovery.find(kind.group(), kind.kind());
            if (resource.isPresent()) {
                api.list(resource.get(), Selection.metadata(ApplySetId.LABEL + "=" + id.value()), live -> {
                    ObservedObject object = observed(kind, live.path("metadata"));
                    objects.put(object.ref(), object);
                });
            }
        }
        return new Observed(Map.copyOf(objects));
    }

    private static ObservedObject observed(Discovery.GroupKind kind, JsonNode metadata) {
        JsonNode annotations = metadata.path("annotations");
        boolean controlled = metadata.path("ownerReferences")
                .valueStream()
                .anyMatch(owner -> owner.path("controller").asBoolean(false));
        return new ObservedObject(
                new ObjectRef(
                        kind.group(),
                        kind.kind(),
                        metadata.path("namespace").asString(""),
                        metadata.path("name").asString("")),
                metadata.path("uid").asString(""),
                metadata.path("resourceVersion").asString(""),
                Optional.of(metadata.path("labels").path(ApplySetId.LABEL).asString("")),
                Mark.parse(annotations.path(Mark.ANNOTATION).asString("")),
                controlled,
                metadata.has("deletionTimestamp"),
                Observed.Leaving.of(
                        annotations.path(ObservedObject.PRUNE_ANNOTATION).asString("")),
                Optional.empty(),
                Health.HEALTHY,
                false,
                List.of());
    }
}
