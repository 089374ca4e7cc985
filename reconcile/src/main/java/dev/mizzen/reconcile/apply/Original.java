package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Observed.Mark;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What of a live object may stand in a copy of it: all that a person could have written, and nothing that the server, a
 * controller or another tool wrote to keep track of this very object. Pure.
 */
public final class Original {
    private static final String METADATA = "metadata";
    private static final String LABELS = "labels";
    private static final String ANNOTATIONS = "annotations";
    private static final String SPEC = "spec";
    private static final String TEMPLATE = "template";

    /** Besides what {@link Bodies} never sends. A copied finalizer would wait for a controller that does not know the copy. */
    private static final List<String> OF_THIS_OBJECT =
            List.of("ownerReferences", "finalizers", "deletionGracePeriodSeconds", "generateName", "namespace");

    private static final List<String> NOTES = List.of(
            Mark.ANNOTATION,
            "kubectl.kubernetes.io/last-applied-configuration",
            "app.oam.dev/last-applied-configuration",
            "deployment.kubernetes.io/revision",
            "deprecated.daemonset.template.generation",
            "pv.kubernetes.io/bind-completed",
            "pv.kubernetes.io/bound-by-controller",
            "volume.kubernetes.io/selected-node",
            "volume.kubernetes.io/storage-provisioner",
            "volume.beta.kubernetes.io/storage-provisioner");

    private static final List<String> OF_A_JOB =
            List.of("controller-uid", "job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name");

    private Original() {}

    /**
     * The copy.
     *
     * @param live as a server holds it, with {@code apiVersion} and {@code kind}; stays as it is
     */
    public static ObjectNode of(JsonNode live) {
        ObjectNode object = ((ObjectNode) live).deepCopy();
        object.remove("status");
        if (object.get(METADATA) instanceof ObjectNode metadata) {
            metadata.remove(Bodies.SERVER_WRITES);
            metadata.remove(OF_THIS_OBJECT);
            drop(metadata, ANNOTATIONS, NOTES);
            drop(metadata, ANNOTATIONS, List.copyOf(Adoption.TRACKERS.keySet()));
            drop(metadata, LABELS, List.copyOf(Adoption.TRACKERS.keySet()));
            drop(metadata, LABELS, List.of(ApplySetId.LABEL));
        }
        switch (object.path("kind").asString("")) {
            case "Service" -> service(object);
            case "PersistentVolumeClaim" -> drop(object, SPEC, List.of("volumeName"));
            case "PersistentVolume" -> drop(object, SPEC, List.of("claimRef"));
            case "Pod" -> drop(object, SPEC, List.of("nodeName"));
            case "Job" -> job(object);
            case "ServiceAccount" -> object.remove("secrets");
            default -> {}
        }
        return object;
    }

    /** Addresses and ports of nodes are given by each cluster; that there is no address is a choice. */
    private static void service(ObjectNode object) {
        if (!(object.get(SPEC) instanceof ObjectNode spec)) {
            return;
        }
        if (!spec.path("clusterIP").asString("").equals("None")) {
            spec.remove(List.of("clusterIP", "clusterIPs"));
        }
        spec.remove("healthCheckNodePort");
        for (JsonNode port : spec.path("ports")) {
            if (port instanceof ObjectNode fields) {
                fields.remove("nodePort");
            }
        }
    }

    /** The server makes a Job's selector of its uid. */
    private static void job(ObjectNode object) {
        if (!(object.get(SPEC) instanceof ObjectNode spec)
                || spec.path("manualSelector").asBoolean(false)) {
            return;
        }
        spec.remove("selector");
        if (object.get(METADATA) instanceof ObjectNode metadata) {
            drop(metadata, LABELS, OF_A_JOB);
        }
        if (spec.path(TEMPLATE).get(METADATA) instanceof ObjectNode metadata) {
            metadata.remove("creationTimestamp");
            drop(metadata, LABELS, OF_A_JOB);
        }
    }

    /** Without these fields of a map in it; the map goes if nothing is left. */
    private static void drop(ObjectNode parent, String map, List<String> fields) {
        if (parent.get(map) instanceof ObjectNode child) {
            child.remove(fields);
            if (child.isEmpty() && !map.equals(SPEC)) {
                parent.remove(map);
            }
        }
    }
}
