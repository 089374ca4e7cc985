package dev.mizzen.daemon;

import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.config.SecretRef;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.testkit.forge.ForgeFixture;
import dev.mizzen.testkit.git.GitServer;
import dev.mizzen.testkit.git.Push;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A repository with many small applications, of one ConfigMap each, and who tells the daemon of its pushes. */
final class Fleet implements AutoCloseable {
    private static final String REPOSITORY = "acme/fleet";

    private final Path folder;
    private final String namespace;
    private final GitServer git;
    private final ForgeFixture gitHub;
    private final Map<String, String> files = new LinkedHashMap<>();

    Fleet(Path folder, String namespace) throws IOException {
        this.folder = folder;
        this.namespace = namespace;
        this.git = GitServer.start(folder.resolve("git"), Clock.systemUTC());
        this.gitHub = ForgeFixture.start(Clock.systemUTC());
        Files.writeString(folder.resolve("hook"), "a-hook-secret\n");
    }

    /** Applications {@code <environment>-000} and so on, in an environment on these clusters. */
    Fleet environment(String environment, int apps, String... clusters) {
        files.put("environments/" + environment + "/environment.yaml", """
                apiVersion: mizzen.dev/v1alpha1
                kind: Environment
                metadata: { name: %s }
                spec: { placement: { clusters: [%s], namespace: %s } }
                """.formatted(
                        environment, String.join(", ", clusters), namespace));
        for (int i = 0; i < apps; i++) {
            files.put("environments/" + environment + "/" + name(environment, i) + ".yaml", """
                    apiVersion: core.oam.dev/v1beta1
                    kind: Application
                    metadata: { name: %s }
                    """.formatted(
                            name(environment, i)));
        }
        return version(environment, apps, 1);
    }

    /** From now on the ConfigMaps of these applications say so. */
    Fleet version(String environment, int apps, int version) {
        for (int i = 0; i < apps; i++) {
            files.put("apps/" + name(environment, i) + "/configmap.yaml", """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: { name: %s }
                    data: { version: "%d" }
                    """.formatted(name(environment, i), version));
        }
        return this;
    }

    static String name(String environment, int app) {
        return "%s-%03d".formatted(environment, app);
    }

    void push() throws IOException {
        var repository = git.repository(REPOSITORY);
        String before = repository.head("main").orElse("0".repeat(40));
        String after = repository.commit("main", "a change", files);
        gitHub.send(new Push(REPOSITORY, "refs/heads/main", before, after), git);
    }

    void follow(int port) {
        gitHub.webhook(REPOSITORY, URI.create("http://127.0.0.1:" + port + "/hooks/github/fleet"), "a-hook-secret");
    }

    /** @param clusters kubeconfig by name */
    Config config(Map<String, Path> clusters, int workers) {
        return new Config(
                List.of(new Config.Source(
                        new SourceName("fleet"),
                        git.url(REPOSITORY),
                        "main",
                        "",
                        Duration.ofHours(1),
                        new Config.Credentials.None(),
                        Optional.of(new SecretRef.InFile(folder.resolve("hook"))),
                        Optional.empty())),
                clusters.entrySet().stream()
                        .map(c -> new Config.Cluster(
                                new ClusterName(c.getKey()),
                                new Config.Access.Kubeconfig(c.getValue(), Optional.empty()),
                                Map.of(),
                                Config.Cluster.DEFAULT_REQUESTS_IN_FLIGHT))
                        .toList(),
                folder.resolve("data"),
                new Config.Store("jdbc:h2:file:" + folder.resolve("store"), Optional.empty(), Optional.empty()),
                new Config.Listener("127.0.0.1", 0),
                Config.Renderer.DEFAULT,
                Config.DEFAULT_FIELD_MANAGER,
                workers,
                List.of());
    }

    @Override
    public void close() {
        gitHub.close();
        git.close();
    }
}
