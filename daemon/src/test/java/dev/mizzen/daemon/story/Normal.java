package dev.mizzen.daemon.story;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An object without what the server, a controller or the moment put there; who owns its fields stays. */
final class Normal {
    private static final Set<String> METADATA =
            Set.of("uid", "resourceVersion", "generation", "creationTimestamp", "selfLink");
    private static final Set<String> ANNOTATIONS = Set.of(
            "deployment.kubernetes.io/revision",
            "pv.kubernetes.io/bind-completed",
            "pv.kubernetes.io/bound-by-controller");
    private static final Set<String> LABELS = Set.of("controller-uid", "batch.kubernetes.io/controller-uid");

    /** Fields that the server or a controller chooses, by kind. */
    private static final Map<String, Set<String>> CHOSEN = Map.of(
            "Service", Set.of("clusterIP", "clusterIPs", "healthCheckNodePort"),
            "PersistentVolumeClaim", Set.of("volumeName"),
            "Job", Set.of("selector"));

    private Normal() {}

    static JsonNode form(String kind, JsonNode object) {
        ObjectNode root = (ObjectNode) object;
        root.remove("status");
        root.remove(Set.of("apiVersion", "kind"));
        ObjectNode metadata = (ObjectNode) root.path("metadata");
        Set<String> managers = managers(metadata.path("managedFields"));
        metadata.remove(METADATA);
        metadata.remove("managedFields");
        without(metadata, "annotations", ANNOTATIONS);
        without(metadata, "labels", LABELS);
        for (JsonNode owner : metadata.path("ownerReferences")) {
            ((ObjectNode) owner).remove("uid");
        }
        ArrayNode told = metadata.putArray("managers");
        if (kind.equals("Namespace")) {
            // There where two deliveries made it at the same moment: the server's name for what the first one left.
            managers.remove("before-first-apply Update");
        }
        if (root.path("type").asString("").equals("mizzen.dev/applyset")) {
            // An inventory is created as a whole, or widened where a kill left one: what it says is the same.
            managers.remove("mizzen Apply");
        }
        managers.forEach(told::add);
        chosen(kind, root);
        return root;
    }

    private static void chosen(String kind, ObjectNode root) {
        without(root, "spec", CHOSEN.getOrDefault(kind, Set.of()));
        for (JsonNode port : root.path("spec").path("ports")) {
            if (kind.equals("Service")) {
                ((ObjectNode) port).remove("nodePort");
            }
        }
        if (root.path("spec").path("template").path("metadata") instanceof ObjectNode template) {
            without(template, "labels", LABELS);
        }
        String name = root.path("metadata").path("name").asString("");
        if (root.path("type").asString("").equals("mizzen.dev/applyset")) {
            root.remove("data"); // the seed, another one in each cluster
        }
        if (name.equals("kube-root-ca.crt") || (kind.equals("Secret") && name.contains("token"))) {
            root.remove("data"); // each cluster's own
        }
        if (kind.equals("PersistentVolume")) {
            root.removeAll();
        }
    }

    private static void without(ObjectNode parent, String field, Set<String> names) {
        if (parent.get(field) instanceof ObjectNode child) {
            child.remove(names);
            if (child.isEmpty()) {
                parent.remove(field);
            }
        }
    }

    /** Who applied or edited it; who only writes its status or did so once for a while is no matter here. */
    private static Set<String> managers(JsonNode entries) {
        Set<String> managers = new TreeSet<>();
        for (JsonNode entry : entries) {
            if (entry.path("subresource").asString("").isEmpty()) {
                managers.add(entry.path("manager").asString() + " "
                        + entry.path("operation").asString());
            }
        }
        return managers;
    }
}
