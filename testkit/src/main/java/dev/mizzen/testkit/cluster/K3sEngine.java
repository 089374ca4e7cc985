package dev.mizzen.testkit.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/** K3s on a Docker engine, one container a cluster. */
final class K3sEngine implements Engine {
    private static final DockerImageName IMAGE = DockerImageName.parse("rancher/k3s:v1.34.1-k3s1");

    private final Workspace workspace = Workspace.create();
    private final List<K3sContainer> containers = new ArrayList<>();
    private final Map<String, Path> kubeconfigs = new LinkedHashMap<>();

    private K3sEngine() {}

    static boolean available() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    static K3sEngine start(List<String> names) {
        K3sEngine engine = new K3sEngine();
        try {
            names.forEach(engine::add);
            return engine;
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private void add(String name) {
        K3sContainer container = new K3sContainer(IMAGE);
        containers.add(container);
        container.start();
        kubeconfigs.put(name, workspace.write(name + ".kubeconfig", container.getKubeConfigYaml()));
    }

    @Override
    public Map<String, Path> kubeconfigs() {
        return Collections.unmodifiableMap(kubeconfigs);
    }

    @Override
    public boolean runsWorkloads() {
        return true;
    }

    @Override
    public void close() {
        containers.forEach(K3sContainer::stop);
        workspace.close();
    }
}
