package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.FieldPath;
import dev.mizzen.reconcile.model.FieldTree;
import dev.mizzen.reconcile.model.JsonPointers;
import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Observed.Mark;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import dev.mizzen.reconcile.plan.Wave;
import dev.mizzen.reconcile.spec.Environment;
import dev.mizzen.reconcile.spec.ObjectRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes what is rendered into what is sent: namespace by scope, our label, nothing that only a server may write. */
public final class Bodies {
    /** The most objects of one delivery on one cluster. */
    public static final int OBJECTS_LIMIT = 5_000;

    static final List<String> SERVER_WRITES = List.of(
            "managedFields",
            "resourceVersion",
            "uid",
            "generation",
            "creationTimestamp",
            "selfLink",
            "deletionTimestamp");

    private static final JsonPointer LABEL = JsonPointer.empty()
            .appendProperty("metadata")
            .appendProperty("labels")
            .appendProperty(ApplySetId.LABEL);

    private Bodies() {}

    /**
     * An object as its component rendered it; {@code namespace} is where the component is placed.
     *
     * @param stage as in {@link DesiredObject}
     */
    public record Source(String component, String namespace, Manifest manifest, int stage) {}

    /**
     * What one delivery wants on one cluster.
     *
     * @param ignored fields that the environment leaves to others
     * @param rules what the application's policies say of its objects
     * @throws Rejected if an object stands there twice, or there are too many
     * @throws Waiting if a kind is served neither by the cluster nor by a CRD of the release
     */
    public static Desired desired(
            ApplySetId id,
            List<Source> sources,
            Discovery discovery,
            boolean complete,
            List<Environment.Ignore> ignored,
            ObjectRules rules)
            throws Rejected, Waiting, ApiException {
        if (sources.size() > OBJECTS_LIMIT) {
            throw new Rejected(Problem.of(
                    "the delivery has " + sources.size() + " objects on one cluster, the limit is " + OBJECTS_LIMIT));
        }
        Kinds kinds =
                new Kinds(discovery, sources.stream().map(Source::manifest).toList());
        Set<ObjectRef> scaled = scaled(sources);
        Map<ObjectRef, DesiredObject> objects = new LinkedHashMap<>();
        List<Problem> twice = new ArrayList<>();
        TreeSet<String> unserved = new TreeSet<>();
        for (Source source : sources) {
            var resource = kinds.find(
                    source.manifest().gvk().group(), source.manifest().gvk().kind());
            if (resource.isEmpty()) {
                unserved.add(source.manifest().gvk().groupKind());
                continue;
            }
            DesiredObject object =
                    left(prepare(id, source, resource.get(), rules), resource.get(), ignored, scaled, rules);
            DesiredObject other = objects.putIfAbsent(object.ref(), object);
            if (other != null) {
                twice.add(Problem.of(
                        object.ref() + " is rendered twice: " + both(other.component(), source.component())));
            }
        }
        if (!twice.isEmpty()) {
            throw new Rejected(twice);
        }
        if (!unserved.isEmpty()) {
            throw new Waiting(new Obstacle.NotReady(), "the cluster does not serve " + String.join(", ", unserved));
        }
        return new Desired(List.copyOf(objects.values()), complete);
    }

    private static String both(String one, String other) {
        return one.equals(other)
                ? "by component \"" + one + "\" and one of its traits, or twice by one of them"
                : "by component \"" + one + "\" and by component \"" + other + "\"";
    }

    private static DesiredObject prepare(ApplySetId id, Source source, Resource resource, ObjectRules rules)
            throws Rejected {
        ObjectNode body = source.manifest().json();
        body.remove("status");
        SecretData.encode(body);
        ObjectNode metadata = (ObjectNode) body.path("metadata");
        metadata.remove(SERVER_WRITES);
        if (!resource.namespaced()) {
            metadata.remove("namespace");
        } else if (metadata.path("namespace").asString("").isEmpty()) {
            metadata.put("namespace", source.namespace());
        }
        child(metadata, "labels").put(ApplySetId.LABEL, id.value());
        child(metadata, "annotations").remove(Mark.ANNOTATION);
        rules.removal(source.manifest()).ifPresent(removal -> leaving(metadata, removal));
        if (metadata.path("annotations").isEmpty()) {
            metadata.remove("annotations");
        }
        Manifest manifest = Manifest.of(body);
        ObjectRef ref = manifest.ref();
        if (ref.kind().equals("Secret")
                && ref.namespace().equals(ApplySetId.PARENT_NAMESPACE)
                && ref.name().startsWith("mizzen-")) {
            throw new Rejected(Problem.of(ref + " could be an inventory of ours and cannot be part of a delivery"));
        }
        return new DesiredObject(
                ref,
                manifest,
                Canonical.digest(body),
                source.component(),
                Wave.of(ref.group(), ref.kind()),
                List.of(),
                source.stage(),
                rules.treatment(source.manifest()));
    }

    /** What the object says itself of its end is left so. */
    private static void leaving(ObjectNode metadata, ObjectRules.Removal removal) {
        ObjectNode annotations = child(metadata, "annotations");
        if (!annotations.has(ObservedObject.PRUNE_ANNOTATION)) {
            Observed.Leaving leaving = switch (removal) {
                case ORPHAN -> Observed.Leaving.ORPHANED;
                case WITH_APPLICATION -> Observed.Leaving.WITH_APPLICATION;
            };
            annotations.put(ObservedObject.PRUNE_ANNOTATION, leaving.text());
        }
    }

    private static ObjectNode child(ObjectNode parent, String name) {
        return parent.get(name) instanceof ObjectNode object ? object : parent.putObject(name);
    }

    /** What the release's own autoscalers scale. */
    private static Set<ObjectRef> scaled(List<Source> sources) {
        Set<ObjectRef> targets = new HashSet<>();
        for (Source source : sources) {
            Manifest manifest = source.manifest();
            if (Scalers.isAutoscaler(manifest.gvk())) {
                String namespace = manifest.namespace().isEmpty() ? source.namespace() : manifest.namespace();
                Scalers.target(manifest.gvk(), manifest.json(), namespace).ifPresent(targets::add);
            }
        }
        return targets;
    }

    /**
     * The object with the fields that are left to others: those that the environment or a policy names, and the number of
     * replicas where an autoscaler has it or Git does not say it (any more).
     */
    private static DesiredObject left(
            DesiredObject object,
            Resource resource,
            List<Environment.Ignore> ignored,
            Set<ObjectRef> scaled,
            ObjectRules rules)
            throws Rejected {
        Set<JsonPointer> fields = new LinkedHashSet<>(rules.left(object.manifest()));
        for (Environment.Ignore ignore : ignored) {
            if (ignore.matches(resource.gvk())) {
                fields.add(JsonPointer.compile(ignore.path()));
            }
        }
        boolean theirs = scaled.contains(object.ref());
        if (fields.isEmpty() && !theirs && !resource.scalable()) {
            return object;
        }
        ObjectNode body = object.manifest().json();
        if (theirs || (resource.scalable() && body.at(Scalers.REPLICAS).isMissingNode())) {
            fields.add(Scalers.REPLICAS);
        }
        boolean same = fields.stream().allMatch(field -> body.at(field).isMissingNode());
        return new DesiredObject(
                object.ref(),
                object.manifest(),
                same ? object.digest() : Canonical.digest(new IgnoredFields(body, List.copyOf(fields)).without()),
                object.component(),
                object.wave(),
                List.copyOf(fields),
                object.stage(),
                object.treatment());
    }

    /** What is sent where the object is not there yet: all that Git says, and the mark. */
    static ObjectNode whole(DesiredObject object) {
        return marked(object.manifest().json(), object);
    }

    /** What is sent where our entry is known and holds no ignored field; empty if the live object must be read. */
    static Optional<ObjectNode> known(DesiredObject object, ManagedEntry ours) {
        return new IgnoredFields(object.manifest().json(), object.ignored())
                .unheld(ours.tree())
                .map(body -> marked(body, object));
    }

    /** What is sent beside this live object, read whole. */
    static ObjectNode beside(DesiredObject object, JsonNode live, String manager) {
        FieldTree ours = ManagedEntry.of(live, manager).map(ManagedEntry::tree).orElse(FieldTree.NONE);
        ObjectNode body = new IgnoredFields(object.manifest().json(), object.ignored())
                .beside(live, ours, ManagedEntry.ofAll(live).tree());
        return marked(body, object);
    }

    /** Whether the body has a value for a field that is left to others. */
    static boolean holdsIgnored(JsonNode body, DesiredObject object) {
        return object.ignored().stream().anyMatch(pointer -> !body.at(pointer).isMissingNode());
    }

    /** Drops those of the conflicting fields that are left to others; false if there are none. */
    static boolean giveUp(ObjectNode body, DesiredObject object, Failure.Conflict conflict) {
        List<JsonPointer> dropped = conflict.fields().stream()
                .flatMap(field -> FieldPath.ofServerText(field.path(), body).stream())
                .filter(object::leaves)
                .flatMap(path -> path.pointer(body).stream())
                .toList();
        JsonPointers.lastFirst(dropped).forEach(pointer -> IgnoredFields.remove(body, pointer));
        return !dropped.isEmpty();
    }

    /** Our label and mark are never left to others, whatever is. */
    private static ObjectNode marked(ObjectNode body, DesiredObject object) {
        ObjectNode metadata = child(body, "metadata");
        child(metadata, "labels").set(ApplySetId.LABEL, object.manifest().json().at(LABEL));
        child(metadata, "annotations")
                .put(Mark.ANNOTATION, new Mark(object.ref().toString(), object.digest()).toString());
        return body;
    }
}
