package dev.mizzen.testkit.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One way to run clusters. */
interface Engine extends AutoCloseable {
    /** By cluster name, in the order asked for. */
    Map<String, Path> kubeconfigs();

    boolean runsWorkloads();

    @Override
    void close();

    static Engine start(List<String> names) {
        Optional<Path> chosen = setting("MIZZEN_TESTCLUSTER").map(Path::of);
        if (chosen.isPresent()) {
            return BinaryEngine.start(chosen.get(), names);
        }
        Optional<Path> assets = setting("KUBEBUILDER_ASSETS").map(Path::of);
        if (assets.isPresent()) {
            return AssetsEngine.start(assets.get(), names);
        }
        if (dockerIsThere() && K3sEngine.available()) {
            return K3sEngine.start(names);
        }
        return BinaryEngine.start(builtBinary(), names);
    }

    /** Our binary, whatever else is there. */
    static Engine simulated(List<String> names) {
        return BinaryEngine.start(setting("MIZZEN_TESTCLUSTER").map(Path::of).orElseGet(Engine::builtBinary), names);
    }

    /** Testcontainers is an optional dependency, and slow to find that there is no engine. */
    private static boolean dockerIsThere() {
        if (setting("DOCKER_HOST").isEmpty() && !Files.exists(Path.of("/var/run/docker.sock"))) {
            return false;
        }
        try {
            Class.forName("org.testcontainers.k3s.K3sContainer", false, Engine.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static Optional<String> setting(String name) {
        @Nullable String property = System.getProperty(name);
        return Optional.ofNullable(property == null ? System.getenv(name) : property)
                .filter(text -> !text.isBlank());
    }

    private static Path builtBinary() {
        Path start = Path.of(setting("mizzen.home").orElse("")).toAbsolutePath();
        for (Path at = start; at != null; at = at.getParent()) {
            Path binary = at.resolve("testcluster/target/mizzen-testcluster");
            if (Files.isExecutable(binary)) {
                return binary;
            }
        }
        throw new IllegalStateException(
                "no test cluster: set MIZZEN_TESTCLUSTER or KUBEBUILDER_ASSETS, start a Docker engine,"
                        + " or build testcluster/target/mizzen-testcluster with mvn -pl testcluster package");
    }
}
