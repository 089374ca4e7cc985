package dev.mizzen.daemon.cli.bench;

import dev.mizzen.reconcile.apply.Api;
import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.model.Gvk;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.testkit.cluster.TestCluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** An API server with an empty namespace for the load: a fresh test cluster, or one that is there already. */
final class Ground implements AutoCloseable {
    private static final String CLUSTER = "local";
    private static final Resource NAMESPACES = new Resource(new Gvk("", "v1", "Namespace"), "namespaces", false, true);
    private static final ObjectRef NAMESPACE = new ObjectRef("", "Namespace", "", Load.NAMESPACE);
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Optional<TestCluster> own;
    private final Path kubeconfig;
    private final Api api;
    private final KubernetesClient client;

    private Ground(Optional<TestCluster> own, Path kubeconfig) throws IOException, ApiException {
        this.own = own;
        this.kubeconfig = kubeconfig;
        this.api = Floor.open(kubeconfig);
        this.client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                .build();
        api.apply(
                NAMESPACES,
                NAMESPACE,
                JsonMapper.shared().readTree("""
                        { "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "%s" } }
                        """.formatted(Load.NAMESPACE)),
                Api.Apply.by("bench"));
    }

    /** A fresh test cluster, unless {@code kubeconfig} names another. */
    static Ground open(Optional<Path> kubeconfig) throws IOException, ApiException {
        if (kubeconfig.isPresent()) {
            return new Ground(Optional.empty(), kubeconfig.get());
        }
        TestCluster fresh = TestCluster.simulated(CLUSTER);
        try {
            return new Ground(Optional.of(fresh), fresh.kubeconfig(CLUSTER));
        } catch (IOException | ApiException | RuntimeException e) {
            fresh.close();
            throw e;
        }
    }

    Path kubeconfig() {
        return kubeconfig;
    }

    Api api() {
        return api;
    }

    /** What the API server counted so far: requests by verb, server-side applies as {@code APPLY}. */
    Map<String, Long> requests() {
        Map<String, Long> byVerb = new TreeMap<>();
        Exposition.of(client.raw("/metrics"))
                .samples("apiserver_request_total")
                .forEach(sample -> byVerb.merge(sample.label("verb"), (long) sample.value(), Long::sum));
        return byVerb;
    }

    /** Processor time of the API server's process so far, controllers of a test cluster included. */
    Duration cpu() {
        double seconds = Exposition.of(client.raw("/metrics")).sum("process_cpu_seconds_total");
        return Duration.ofMillis((long) (seconds * 1_000));
    }

    /** A test cluster ends; in another one the namespace is deleted, and is gone when this returns. */
    @Override
    public void close() {
        try {
            if (own.isEmpty()) {
                clear();
            }
        } catch (ApiException e) {
            throw new IllegalStateException("namespace " + Load.NAMESPACE + " was not deleted: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            client.close();
            api.close();
            own.ifPresent(TestCluster::close);
        }
    }

    private void clear() throws ApiException, InterruptedException {
        var live = api.getMetadata(NAMESPACES, NAMESPACE).path("metadata");
        api.delete(
                NAMESPACES,
                NAMESPACE,
                live.path("uid").asString(),
                live.path("resourceVersion").asString());
        while (api.findMetadata(NAMESPACES, NAMESPACE).isPresent()) {
            Thread.sleep(LOOK);
        }
    }
}
