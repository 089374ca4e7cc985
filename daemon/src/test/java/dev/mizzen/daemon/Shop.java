package dev.mizzen.daemon;

import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.config.ForgeKind;
import dev.mizzen.daemon.config.SecretRef;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.testkit.cluster.TestCluster;
import dev.mizzen.testkit.forge.ForgeFixture;
import dev.mizzen.testkit.forge.RecordedStatus;
import dev.mizzen.testkit.git.GitServer;
import dev.mizzen.testkit.git.Push;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A small configuration repository on a Git server, a forge that takes its statuses, and the configuration of a daemon. */
final class Shop implements AutoCloseable {
    static final String REPOSITORY = "acme/shop";
    static final DeliveryId WEB = DeliveryId.parse("shop/staging/web");

    private final Path folder;
    private final String namespace;
    private final GitServer git;
    private final ForgeFixture gitHub;
    private final Map<String, String> files = new HashMap<>();

    Shop(Path folder, String namespace) throws IOException {
        this.folder = folder;
        this.namespace = namespace;
        this.git = GitServer.start(folder.resolve("git"), Clock.systemUTC());
        this.gitHub = ForgeFixture.start(Clock.systemUTC());
        Files.writeString(folder.resolve("token"), "a-token\n");
        Files.writeString(folder.resolve("hook"), "a-hook-secret\n");
        gitHub.requireToken("a-token");
        files.put("environments/staging/environment.yaml", """
                apiVersion: mizzen.dev/v1alpha1
                kind: Environment
                metadata: { name: staging }
                spec: { placement: { clusterSelector: { purpose: staging }, namespace: %s } }
                """.formatted(namespace));
        app("web", "registry.example.com/web:1");
    }

    Config config(TestCluster clusters, String cluster) {
        Config.Source source = new Config.Source(
                new SourceName("shop"),
                git.url(REPOSITORY),
                "main",
                "",
                Duration.ofHours(1),
                new Config.Credentials.None(),
                Optional.of(new SecretRef.InFile(folder.resolve("hook"))),
                Optional.of(new Config.Forge(
                        ForgeKind.GITHUB,
                        gitHub.api(),
                        "acme/shop",
                        new Config.ForgeAccess.Token(new SecretRef.InFile(folder.resolve("token"))),
                        Config.Forge.DEFAULT_STATUSES_PER_MINUTE)));
        return new Config(
                List.of(source),
                List.of(new Config.Cluster(
                        new ClusterName(cluster),
                        new Config.Access.Kubeconfig(clusters.kubeconfig(cluster), Optional.empty()),
                        Map.of("purpose", "staging"),
                        32)),
                folder.resolve("data"),
                new Config.Store("jdbc:h2:file:" + folder.resolve("store"), Optional.empty(), Optional.empty()),
                new Config.Listener("127.0.0.1", 0),
                Config.Renderer.DEFAULT,
                "mizzen",
                4,
                List.of());
    }

    void app(String name, String image) {
        files.put("apps/" + name + "/application.yaml", """
                apiVersion: core.oam.dev/v1beta1
                kind: Application
                metadata: { name: %s }
                spec:
                  components:
                    - name: %s
                      type: webservice
                      properties: { image: "%s", ports: [{ port: 8080, expose: true }] }
                """.formatted(name, name, image));
        files.put("environments/staging/" + name + ".yaml", """
                apiVersion: core.oam.dev/v1beta1
                kind: Application
                metadata: { name: %s }
                """.formatted(name));
    }

    void without(String name) {
        files.remove("apps/" + name + "/application.yaml");
        files.remove("environments/staging/" + name + ".yaml");
    }

    void file(String path, String content) {
        files.put(path, content);
    }

    /** What is here now as a plain directory, another one each time. */
    Path directory() throws IOException {
        Path directory = Files.createTempDirectory(folder, "shop");
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        return directory;
    }

    /** Pushes what is here now, and the forge tells whoever follows it. */
    String push() throws IOException {
        var repository = git.repository(REPOSITORY);
        String before = repository.head("main").orElse("0".repeat(40));
        String after = repository.commit("main", "a change", files);
        gitHub.send(new Push(REPOSITORY, "refs/heads/main", before, after), git);
        return after;
    }

    void withoutBranch() throws IOException {
        git.repository(REPOSITORY).delete("main");
    }

    void follow(int port) {
        gitHub.webhook(REPOSITORY, URI.create("http://127.0.0.1:" + port + "/hooks/github/shop"), "a-hook-secret");
    }

    /** The last state of a context at a commit, {@code ""} if nothing was said. */
    String status(String sha, String context) {
        return gitHub.statuses().stream()
                .filter(status -> status.sha().equals(sha) && status.context().equals(context))
                .reduce((first, last) -> last)
                .map(RecordedStatus::state)
                .orElse("");
    }

    String url() {
        return git.url(REPOSITORY);
    }

    ForgeFixture gitHub() {
        return gitHub;
    }

    String namespace() {
        return namespace;
    }

    @Override
    public void close() {
        gitHub.close();
        git.close();
    }
}
