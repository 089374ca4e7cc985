package dev.mizzen.daemon.story;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every object of a cluster, ours and others', without what differs from one run of the same story to the next.
 *
 * @param objects by {@code Kind namespace/name}
 */
record ClusterState(Map<String, JsonNode> objects) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What only happens, and what controllers make again as they like. */
    private static final Set<String> PASSING = Set.of(
            "Event",
            "Lease",
            "ComponentStatus",
            "Node",
            "Endpoints",
            "EndpointSlice",
            "ControllerRevision",
            "CSINode",
            "IPAddress");

    /** What a cluster brings along. */
    private static final Set<String> SYSTEM = Set.of("kube-system", "kube-public", "kube-node-lease");

    static ClusterState of(KubernetesClient client) {
        Map<String, JsonNode> objects = new TreeMap<>();
        Map<String, Integer> pods = new TreeMap<>();
        for (Kind kind : kinds(client)) {
            JsonNode list = JSON.readTree(client.raw(kind.path()));
            for (JsonNode object : list.path("items")) {
                add(kind.kind(), object, objects, pods);
            }
        }
        pods.forEach((owner, count) ->
                objects.put("Pods of " + owner, JSON.createObjectNode().put("count", count)));
        return new ClusterState(objects);
    }

    private static void add(String kind, JsonNode object, Map<String, JsonNode> objects, Map<String, Integer> pods) {
        JsonNode metadata = object.path("metadata");
        String namespace = metadata.path("namespace").asString("");
        JsonNode owner = metadata.path("ownerReferences").path(0);
        if (SYSTEM.contains(namespace)
                || isApiServer(kind, metadata)
                || owner.path("kind").asString("").equals("CronJob")) {
            return;
        }
        if (kind.equals("Pod")) {
            if (!metadata.has("deletionTimestamp")) {
                String name = owner.isMissingNode()
                        ? metadata.path("name").asString()
                        : owner.path("kind").asString() + " "
                                + owner.path("name").asString();
                pods.merge(namespace + "/" + name, 1, Integer::sum);
            }
            return;
        }
        if (kind.equals("ReplicaSet") && object.path("spec").path("replicas").asInt(0) == 0 && owner.isObject()) {
            return; // the memory of earlier revisions, which a run may pass over
        }
        objects.put(
                kind + " " + namespace + "/" + metadata.path("name").asString(), Normal.form(kind, object.deepCopy()));
    }

    private static boolean isApiServer(String kind, JsonNode metadata) {
        return kind.equals("Service")
                && metadata.path("namespace").asString("").equals("default")
                && metadata.path("name").asString("").equals("kubernetes");
    }

    private record Kind(String kind, String path) {}

    private static List<Kind> kinds(KubernetesClient client) {
        List<Kind> kinds = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        add(client.getApiResources("v1"), "/api/v1/", kinds, seen);
        client.getApiGroups().getGroups().forEach(group -> {
            String version = group.getPreferredVersion().getGroupVersion();
            add(client.getApiResources(version), "/apis/" + version + "/", kinds, seen);
        });
        return kinds;
    }

    private static void add(APIResourceList resources, String path, List<Kind> kinds, Set<String> seen) {
        for (APIResource resource : resources.getResources()) {
            boolean listable =
                    resource.getVerbs().contains("list") && !resource.getName().contains("/");
            if (listable && !PASSING.contains(resource.getKind()) && seen.add(path + resource.getKind())) {
                kinds.add(new Kind(resource.getKind(), path + resource.getName()));
            }
        }
    }

    /** One line for each object that is not the same in both. */
    List<String> differences(ClusterState other) {
        Set<String> names = new TreeSet<>(objects.keySet());
        names.addAll(other.objects.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            JsonNode one = objects.get(name);
            JsonNode two = other.objects.get(name);
            if (one == null) {
                differences.add(name + ": only after kills: " + two);
            } else if (two == null) {
                differences.add(name + ": not there after kills");
            } else if (!one.equals(two)) {
                differences.add(name + ": " + one + "\n    after kills: " + two);
            }
        }
        return differences;
    }
}
