package dev.mizzen.testkit.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Running clusters, each with an admin's kubeconfig. The first way that is there is taken: {@code MIZZEN_TESTCLUSTER}
 * (environment or system property: our binary), {@code KUBEBUILDER_ASSETS} (etcd and kube-apiserver), a Docker engine
 * (K3s), or our binary where the build left it. They end with {@link #close} and with this process.
 */
public final class TestCluster implements AutoCloseable {
    private final Engine engine;
    private final Map<String, KubernetesClient> clients = new LinkedHashMap<>();

    private TestCluster(Engine engine) {
        this.engine = engine;
    }

    /**
     * Starts one cluster for each name and returns when all of them answer.
     *
     * @param names DNS labels, at least one
     * @throws IllegalStateException if none of the ways is there, or a cluster does not get ready within two minutes
     */
    public static TestCluster start(String... names) {
        return new TestCluster(Engine.start(List.of(names)));
    }

    /**
     * As {@link #start}, but always our binary, whose simulated node makes pods ready, slow or broken whatever their image.
     *
     * @throws IllegalStateException if the binary is not there, or a cluster does not get ready within two minutes
     */
    public static TestCluster simulated(String... names) {
        return new TestCluster(Engine.simulated(List.of(names)));
    }

    /** The clusters' names, in the order of {@link #start}. */
    public Set<String> names() {
        return engine.kubeconfigs().keySet();
    }

    /** The admin's kubeconfig of a cluster. */
    public Path kubeconfig(String name) {
        Path file = engine.kubeconfigs().get(name);
        if (file == null) {
            throw new IllegalArgumentException("no cluster " + name + ", there are " + names());
        }
        return file;
    }

    /** Whether controllers run and pods become ready; not so where only an API server was to be had. */
    public boolean runsWorkloads() {
        return engine.runsWorkloads();
    }

    /** An admin's client, closed with this. */
    public synchronized KubernetesClient client(String name) {
        return clients.computeIfAbsent(
                name,
                n -> new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(kubeconfig(n).toFile()))
                        .build());
    }

    @Override
    public synchronized void close() {
        clients.values().forEach(KubernetesClient::close);
        engine.close();
    }
}
