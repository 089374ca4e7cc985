package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.plan.Observed.Mark;
import dev.mizzen.reconcile.plan.Wave;
import dev.mizzen.reconcile.model.Obstacle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes what is rendered into what is sent: namespace by scope, our label, nothing that only a server may write. */
public final class Bodies {
    /** The most objects of one delivery on one cluster. */
    public static final int OBJECTS_LIMIT = 5_000;

    private static final List<String> SERVER_WRITES = List.of(
            "managedFields",
            "resourceVersion",
            "uid",
            "generation",
            "creationTimestamp",
            "selfLink",
            "deletionTimestamp");

    private Bodies() {}

    /** An object as its component rendered it; {@code namespace} is where the component is placed. */
    public record Source(String component, String namespace, Manifest manifest) {}

    /**
     * What one delivery wants on one cluster.
     *
     * @throws Rejected if an object stands there twice, or there are too many
     * @throws Waiting if a kind is served neither by the cluster nor by a CRD of the release
     */
    public static Desired desired(ApplySetId id, List<Source> sources, Discovery discovery, boolean complete)
            throws Rejected, Waiting, ApiException {
        if (sources.size() > OBJECTS_LIMIT) {
            throw new Rejected(Problem.of(
                    "the delivery has " + sources.size() + " objects on one cluster, the limit is " + OBJECTS_LIMIT));
        }
        Kinds kinds =
                new Kinds(discovery, sources.stream().map(Source::manifest).toList());
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
            DesiredObject object = prepare(id, source, resource.get());
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

    private static DesiredObject prepare(ApplySetId id, Source source, Resource resource) throws Rejected {
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
                ref, manifest, Canonical.digest(body), source.component(), Wave.of(ref.group(), ref.kind()));
    }

    private static ObjectNode child(ObjectNode parent, String name) {
        return parent.get(name) instanceof ObjectNode object ? object : parent.putObject(name);
    }

    /** The bytes of the request: the manifest and the mark. */
    static JsonNode marked(DesiredObject object) {
        ObjectNode body = object.manifest().json();
        child((ObjectNode) body.path("metadata"), "annotations")
                .put(Mark.ANNOTATION, new Mark(object.ref().toString(), object.digest()).toString());
        return body;
    }
}
