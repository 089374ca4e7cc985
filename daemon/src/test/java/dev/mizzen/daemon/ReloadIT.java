package dev.mizzen.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.daemon.config.ConfigFile;
import dev.mizzen.daemon.report.DeliveryState;
import dev.mizzen.daemon.report.Sync;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Clusters("one")
class ReloadIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private void write(String text) throws Exception {
        Path beside = Files.writeString(folder.resolve(".mizzen.yaml.new"), text);
        Files.move(
                beside,
                folder.resolve("mizzen.yaml"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static String ready(Mizzen mizzen) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + mizzen.port() + "/readyz"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static Optional<DeliveryState> web(Mizzen mizzen) {
        return mizzen.board().of(Shop.WEB);
    }

    @Test
    void sourcesAndClustersComeAndGoWhileTheDaemonRuns(TestCluster clusters, FreshNamespace namespace)
            throws Exception {
        try (Shop shop = new Shop(folder, namespace.name())) {
            shop.push();
            String listen = "listen: { host: 127.0.0.1, port: 0 }\n";
            String source = "sources: [{ name: shop, url: \"" + shop.url() + "\" }]\n";
            String cluster = "clusters: [{ name: one, kubeconfig: \"" + clusters.kubeconfig("one")
                    + "\", labels: { purpose: staging } }]\n";
            write(listen);
            try (Mizzen mizzen = Mizzen.start(ConfigFile.open(folder.resolve("mizzen.yaml")))) {
                assertThat(ready(mizzen)).startsWith("ready");
                assertThat(mizzen.board().all()).isEmpty();

                write(listen + source);
                await().atMost(PATIENCE)
                        .until(() -> web(mizzen)
                                .filter(s -> s.sync() == Sync.REJECTED)
                                .isPresent());
                write(listen + source + cluster);
                await().atMost(PATIENCE)
                        .until(() -> web(mizzen).filter(DeliveryState::isWell).isPresent());

                write(listen + "sauces: []\n");
                await().atMost(PATIENCE).until(() -> ready(mizzen).contains("config: edit refused: mizzen.yaml:2:1"));
                assertThat(web(mizzen))
                        .as("the old configuration stays in force")
                        .isPresent();

                write(listen + cluster);
                await().atMost(PATIENCE).until(() -> web(mizzen).isEmpty());
                assertThat(clusters.client("one")
                                .apps()
                                .deployments()
                                .inNamespace(namespace.name())
                                .withName("web")
                                .get())
                        .as("a source that leaves the configuration orphans, it does not delete")
                        .isNotNull();
                assertThat(ready(mizzen)).contains("config: ok");
            }
        }
    }

    private static int approve(Mizzen mizzen, String token) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + mizzen.port() + "/api/v1/approvals"))
                                    .header("authorization", "Bearer " + token)
                                    .POST(HttpRequest.BodyPublishers.ofString("{\"digest\": \"0123456789\"}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        }
    }

    @Test
    void tokensComeAndGoWhileTheDaemonRuns() throws Exception {
        String listen = "listen: { host: 127.0.0.1, port: 0 }\n";
        Files.writeString(folder.resolve("alice"), "a-token-of-alices\n");
        write(listen);
        try (Mizzen mizzen = Mizzen.start(ConfigFile.open(folder.resolve("mizzen.yaml")))) {
            assertThat(approve(mizzen, "a-token-of-alices"))
                    .as("nobody may approve")
                    .isEqualTo(403);
            write(listen + "tokens: [{ name: alice, token: file:alice }]\n");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(approve(mizzen, "a-token-of-alices"))
                            .as("alice may, but nothing waits under this digest")
                            .isEqualTo(404));
            Files.writeString(folder.resolve("alice"), "another-of-alices\n");
            assertThat(approve(mizzen, "a-token-of-alices")).isEqualTo(401);
            assertThat(approve(mizzen, "another-of-alices")).isEqualTo(404);
            write(listen);
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(approve(mizzen, "another-of-alices")).isEqualTo(403));
        }
    }

    @Test
    void aClusterThatIsNotThereIsToldAndStopsNoOther(TestCluster clusters, FreshNamespace namespace) throws Exception {
        try (Shop shop = new Shop(folder, namespace.name())) {
            shop.file("environments/far/environment.yaml", """
                    apiVersion: mizzen.dev/v1alpha1
                    kind: Environment
                    metadata: { name: far }
                    spec: { placement: { clusters: [far] } }
                    """);
            shop.file("environments/far/web.yaml", """
                    apiVersion: core.oam.dev/v1beta1
                    kind: Application
                    metadata: { name: web }
                    """);
            shop.push();
            Files.writeString(folder.resolve("far-token"), "t");
            write("""
                    listen: { host: 127.0.0.1, port: 0 }
                    sources: [{ name: shop, url: "%s" }]
                    clusters:
                      - { name: one, kubeconfig: "%s", labels: { purpose: staging } }
                      - { name: far, server: { url: "https://127.0.0.1:1", token: "file:far-token" } }
                    """.formatted(shop.url(), clusters.kubeconfig("one")));
            try (Mizzen mizzen = Mizzen.start(ConfigFile.open(folder.resolve("mizzen.yaml")))) {
                await().atMost(PATIENCE)
                        .until(() -> web(mizzen).filter(DeliveryState::isWell).isPresent());
                await().atMost(PATIENCE)
                        .until(() -> mizzen.board().all().stream().anyMatch(s -> s.sync() == Sync.UNREACHABLE));
                assertThat(ready(mizzen)).startsWith("ready");
            }
        }
    }
}
