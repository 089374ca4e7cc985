package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.Api;
import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.ApiLimits;
import dev.mizzen.reconcile.apply.ClusterAccess;
import dev.mizzen.reconcile.apply.Discovery;
import dev.mizzen.reconcile.apply.RequestListener;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.model.ObjectRef;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Somebody else on the cluster: people, controllers, other tools. What they do is not counted among our requests. */
final class Stranger implements AutoCloseable {
    private static final YAMLMapper YAML = new YAMLMapper();

    private final Api api;
    private final Discovery discovery;
    private final KubernetesClient client;
    private final String namespace;

    Stranger(Path kubeconfig, KubernetesClient client, String namespace) throws IOException {
        this.api = Api.open(
                World.ONE,
                new ClusterAccess.Kubeconfig(kubeconfig, Optional.empty()).config(ApiLimits.DEFAULT),
                ApiLimits.DEFAULT,
                RequestListener.SILENT);
        this.discovery = new Discovery(api, Clock.systemUTC());
        this.client = client;
        this.namespace = namespace;
    }

    /** {@code kind} as {@code Deployment.apps} or {@code ConfigMap}. */
    Resource kind(String kind) throws ApiException {
        int dot = kind.indexOf('.');
        discovery.expire();
        discovery.renew();
        return (dot < 0 ? discovery.find("", kind) : discovery.find(kind.substring(dot + 1), kind.substring(0, dot)))
                .orElseThrow();
    }

    ObjectRef ref(String kind, String name) throws ApiException {
        Resource resource = kind(kind);
        return new ObjectRef(
                resource.gvk().group(), resource.gvk().kind(), resource.namespaced() ? namespace : "", name);
    }

    JsonNode live(String kind, String name) throws ApiException {
        return api.get(kind(kind), ref(kind, name));
    }

    /** Entries of {@code managedFields}, each as {@code manager operation subresource}. */
    List<String> managers(String kind, String name) throws ApiException {
        List<String> managers = new ArrayList<>();
        for (JsonNode entry : live(kind, name).path("metadata").path("managedFields")) {
            managers.add((entry.path("manager").asString() + " "
                            + entry.path("operation").asString() + " "
                            + entry.path("subresource").asString(""))
                    .strip());
        }
        return managers;
    }

    /** A merge patch, written in YAML's short form. */
    JsonNode merge(String kind, String name, String manager, String patch) throws ApiException {
        return api.patch(kind(kind), ref(kind, name), "application/merge-patch+json", YAML.readTree(patch), manager);
    }

    /** A JSON patch of one operation; {@code value} is JSON. */
    JsonNode json(String kind, String name, String manager, String op, String path, String value) throws ApiException {
        String patch = "[{\"op\":\"%s\",\"path\":\"%s\",\"value\":%s}]".formatted(op, path, value);
        return api.patch(
                kind(kind),
                ref(kind, name),
                "application/json-patch+json",
                JsonMapper.shared().readTree(patch),
                manager);
    }

    /** A forced server-side apply. */
    JsonNode apply(String manager, String yaml) throws ApiException {
        ObjectNode body = (ObjectNode) YAML.readTree(yaml);
        String version = body.path("apiVersion").asString();
        int slash = version.indexOf('/');
        String kind = body.path("kind").asString() + (slash < 0 ? "" : "." + version.substring(0, slash));
        String name = body.path("metadata").path("name").asString();
        return api.apply(
                kind(kind), ref(kind, name), body, Api.Apply.by(manager).forced());
    }

    /** Creates the object as tools of the client's side do: what it sets is held by an Update. */
    void create(String manager, String yaml) throws ApiException {
        JsonNode body = YAML.readTree(yaml);
        String version = body.path("apiVersion").asString();
        int slash = version.indexOf('/');
        Resource resource = kind(body.path("kind").asString() + (slash < 0 ? "" : "." + version.substring(0, slash)));
        client.raw(
                (slash < 0 ? "/api/" : "/apis/") + version + (resource.namespaced() ? "/namespaces/" + namespace : "")
                        + "/" + resource.plural() + "?fieldManager=" + manager,
                "POST",
                body.toString());
    }

    /** Replaces the whole object by the same with something changed. */
    void replace(String kind, String name, String manager, Consumer<ObjectNode> change) throws ApiException {
        ObjectNode body = (ObjectNode) live(kind, name);
        change.accept(body);
        Resource resource = kind(kind);
        String version = resource.gvk().apiVersion();
        client.raw(
                (version.contains("/") ? "/apis/" : "/api/") + version + "/namespaces/" + namespace + "/"
                        + resource.plural() + "/" + name + "?fieldManager=" + manager,
                "PUT",
                body.toString());
    }

    /** Writes a subresource by a merge patch. */
    void subresource(String kind, String name, String subresource, String manager, String patch) throws ApiException {
        Resource resource = kind(kind);
        client.genericKubernetesResources(
                        resource.gvk().apiVersion(), resource.gvk().kind())
                .inNamespace(namespace)
                .withName(name)
                .subresource(subresource)
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.JSON_MERGE)
                                .withFieldManager(manager)
                                .build(),
                        YAML.readTree(patch).toString());
    }

    void scale(String name, String manager, int replicas) throws ApiException {
        subresource("Deployment.apps", name, "scale", manager, "{ spec: { replicas: %d } }".formatted(replicas));
    }

    void delete(String kind, String name) throws ApiException {
        Resource resource = kind(kind);
        client.genericKubernetesResources(
                        resource.gvk().apiVersion(), resource.gvk().kind())
                .inNamespace(namespace)
                .withName(name)
                .delete();
    }

    @Override
    public void close() {
        api.close();
    }
}
