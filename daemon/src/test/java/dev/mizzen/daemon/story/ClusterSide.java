package dev.mizzen.daemon.story;

import dev.mizzen.testkit.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** What people and other tools do to the clusters of a story, and what lies in them. */
final class ClusterSide {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final TestCluster clusters;

    ClusterSide(TestCluster clusters) {
        this.clusters = clusters;
    }

    /** The live object, missing if it is not there or its kind is not served. */
    JsonNode read(Story.Target target) {
        try {
            GenericKubernetesResource live = of(
                            target.cluster(), target.apiVersion(), target.kind(), target.namespace(), target.name())
                    .get();
            return live == null ? MissingNode.getInstance() : JSON.readTree(Serialization.asJson(live));
        } catch (io.fabric8.kubernetes.client.KubernetesClientException e) {
            if (e.getCode() == 404 || String.valueOf(e.getMessage()).contains("Could not find the metadata")) {
                return MissingNode.getInstance();
            }
            throw e;
        }
    }

    /** As {@code kubectl edit} by the manager {@code as}: a merge patch. */
    void edit(Story.Write write) {
        PatchContext context = new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager(write.as())
                .build();
        of(write).patch(context, write.object().toString());
    }

    /** As {@code kubectl apply --server-side --field-manager=…}; the namespace is made if it is missing. */
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

    private KubernetesClient client(String cluster) {
        return clusters.client(cluster);
    }
}
