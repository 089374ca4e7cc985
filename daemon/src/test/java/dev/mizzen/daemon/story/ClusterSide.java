package dev.mizzen.daemon.story;

import dev.mizzen.testkit.cluster.TestCluster;
import dev.mizzen.testkit.proxy.FaultProxy;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** The clusters of a story: what people and other tools do to them, what lies in them, and the daemons' way to them. */
final class ClusterSide implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final TestCluster clusters;
    private final Map<String, FaultProxy> proxies = new LinkedHashMap<>();
    private final Map<String, Path> kubeconfigs = new LinkedHashMap<>();

    ClusterSide(Story story, Path folder) throws IOException {
        clusters = TestCluster.simulated(story.clusters().keySet().toArray(String[]::new));
        for (String name : story.clusters().keySet()) {
            Optional<String> user = Optional.ofNullable(story.actsAs()).map(users -> users.get(name));
            Path real = clusters.kubeconfig(name);
            FaultProxy proxy = user.isPresent() ? FaultProxy.to(real, user.get()) : FaultProxy.to(real);
            proxies.put(name, proxy);
            kubeconfigs.put(name, proxy.kubeconfig(folder.resolve(name + ".kubeconfig")));
        }
    }

    Set<String> names() {
        return proxies.keySet();
    }

    /** What the daemons are given, by cluster; they lead through the proxies. */
    Map<String, Path> kubeconfigs() {
        return kubeconfigs;
    }

    FaultProxy proxy(String cluster) {
        return Optional.ofNullable(proxies.get(cluster))
                .orElseThrow(() ->
                        new IllegalArgumentException("no cluster " + cluster + ", there are " + proxies.keySet()));
    }

    /** How many requests there were, to all of them. */
    long requests() {
        return proxies.values().stream().mapToLong(FaultProxy::count).sum();
    }

    /** The live object, missing if it is not there or its kind is not served. */
    JsonNode read(Story.Target target) {
        try {
            GenericKubernetesResource live = of(
                            target.cluster(), target.apiVersion(), target.kind(), target.namespace(), target.name())
                    .get();
            return live == null ? MissingNode.getInstance() : JSON.readTree(Serialization.asJson(live));
        } catch (KubernetesClientException e) {
            if (e.getCode() == 404 || String.valueOf(e.getMessage()).contains("Could not find the metadata")) {
                return MissingNode.getInstance();
            }
            throw e;
        }
    }

    /** As {@code kubectl edit} by the manager {@code as}: a merge patch; of the status where nothing else is in it. */
    void edit(Story.Write write) {
        PatchContext context = new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager(write.as())
                .build();
        boolean statusOnly = write.object().has("status") && !write.object().has("spec");
        Resource<GenericKubernetesResource> object = of(write);
        if (statusOnly) {
            object.subresource("status").patch(context, write.object().toString());
        } else {
            object.patch(context, write.object().toString());
        }
    }

    /** As {@code kubectl apply --server-side --field-manager=…}. */
    void create(Story.Write write) {
        GenericKubernetesResource object =
                Serialization.unmarshal(write.object().toString(), GenericKubernetesResource.class);
        client(write.cluster())
                .resource(object)
                .fieldManager(write.as())
                .forceConflicts()
                .serverSideApply();
    }

    void delete(Story.Target target) {
        of(target.cluster(), target.apiVersion(), target.kind(), target.namespace(), target.name())
                .delete();
    }

    private Resource<GenericKubernetesResource> of(Story.Write write) {
        JsonNode object = write.object();
        JsonNode metadata = object.path("metadata");
        return of(
                write.cluster(),
                object.path("apiVersion").asString(),
                object.path("kind").asString(),
                metadata.path("namespace").asString(null),
                metadata.path("name").asString());
    }

    private Resource<GenericKubernetesResource> of(
            String cluster, String apiVersion, String kind, @Nullable String namespace, String name) {
        MixedOperation<GenericKubernetesResource, ?, Resource<GenericKubernetesResource>> all =
                client(cluster).genericKubernetesResources(apiVersion, kind);
        return namespace == null
                ? all.withName(name)
                : all.inNamespace(namespace).withName(name);
    }

    /** An admin's client that goes straight to the cluster. */
    KubernetesClient client(String cluster) {
        return clusters.client(cluster);
    }

    @Override
    public void close() {
        proxies.values().forEach(FaultProxy::close);
        clusters.close();
    }
}
