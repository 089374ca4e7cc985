package dev.mizzen.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.daemon.report.DeliveryState;
import dev.mizzen.daemon.report.Sync;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import dev.mizzen.testkit.forge.Delivery;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Clusters("one")
class MizzenIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    private static RollableScalableResource<Deployment> deployment(TestCluster clusters, Shop shop, String name) {
        return clusters.client("one")
                .apps()
                .deployments()
                .inNamespace(shop.namespace())
                .withName(name);
    }

    private static String image(TestCluster clusters, Shop shop, String name) {
        return deployment(clusters, shop, name)
                .get()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getImage();
    }

    private static void awaitWell(Mizzen mizzen) {
        await().atMost(PATIENCE)
                .until(() -> mizzen.board()
                        .of(Shop.WEB)
                        .filter(DeliveryState::isWell)
                        .isPresent());
    }

    private static String get(Mizzen mizzen, String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + mizzen.port() + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void aPushReachesTheClusterAndTheForgeIsTold(TestCluster clusters, FreshNamespace namespace) throws Exception {
        try (Shop shop = new Shop(folder, namespace.name())) {
            String first = shop.push();
            try (Mizzen mizzen = Mizzen.start(shop.config(clusters, "one"))) {
                shop.follow(mizzen.port());
                awaitWell(mizzen);
                await().atMost(PATIENCE)
                        .until(() -> shop.status(first, "mizzen").equals("success"));
                await().atMost(PATIENCE)
                        .until(() -> shop.status(first, "mizzen/staging/web").equals("success"));

                shop.app("web", "registry.example.com/web:2");
                String second = shop.push();
                await().atMost(PATIENCE)
                        .until(() -> shop.status(second, "mizzen").equals("success"));
                assertThat(image(clusters, shop, "web")).isEqualTo("registry.example.com/web:2");
                assertThat(shop.gitHub().deliveries())
                        .extracting(Delivery::status)
                        .containsOnly(202);
                assertThat(shop.gitHub().violations()).isEmpty();

                assertThat(get(mizzen, "/readyz")).startsWith("ready");
                assertThat(get(mizzen, "/api/v1/deliveries"))
                        .contains("\"id\":\"shop/staging/web\"", "\"sync\":\"synced\"", second);
                assertThat(get(mizzen, "/api/v1/deliveries/shop/staging/web"))
                        .contains("\"kind\":\"Deployment\"", "\"outcome\":\"synced\"");
                assertThat(get(mizzen, "/metrics"))
                        .contains("mizzen_push_to_healthy_seconds_count", "mizzen_api_requests_seconds_count");
                assertThat(get(mizzen, "/")).contains("shop/web", "healthy");
            }
        }
    }

    @Test
    void aLiveEditIsPutBackAndNamed(TestCluster clusters, FreshNamespace namespace) throws Exception {
        try (Shop shop = new Shop(folder, namespace.name())) {
            shop.push();
            try (Mizzen mizzen = Mizzen.start(shop.config(clusters, "one"))) {
                awaitWell(mizzen);
                deployment(clusters, shop, "web").edit(live -> {
                    live.getSpec()
                            .getTemplate()
                            .getSpec()
                            .getContainers()
                            .getFirst()
                            .setImage("registry.example.com/evil:9");
                    return live;
                });
                await().atMost(PATIENCE)
                        .until(() -> image(clusters, shop, "web").equals("registry.example.com/web:1"));
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(mizzen.board()
                                        .of(Shop.WEB)
                                        .orElseThrow()
                                        .drifts())
                                .anySatisfy(seen -> {
                                    assertThat(seen.ended()).isPresent();
                                    assertThat(seen.drift().fields().getFirst().path())
                                            .contains("image");
                                    assertThat(seen.drift().fields().getFirst().manager())
                                            .contains("fabric8");
                                }));
            }
        }
    }

    @Test
    void aMistakeIsToldOnItsCommitAndWhatRunsKeepsRunning(TestCluster clusters, FreshNamespace namespace)
            throws Exception {
        try (Shop shop = new Shop(folder, namespace.name())) {
            shop.push();
            try (Mizzen mizzen = Mizzen.start(shop.config(clusters, "one"))) {
                shop.follow(mizzen.port());
                awaitWell(mizzen);
                shop.file("environments/staging/web.yaml", """
                        apiVersion: core.oam.dev/v1beta1
                        kind: Application
                        metadata: { name: web }
                        spec: { components: [{ name: web, propertie: {} }] }
                        """);
                String wrong = shop.push();
                await().atMost(PATIENCE)
                        .until(() -> shop.status(wrong, "mizzen").equals("failure"));
                await().atMost(PATIENCE)
                        .until(() -> shop.status(wrong, "mizzen/staging/web").equals("failure"));
                DeliveryState web = mizzen.board().of(Shop.WEB).orElseThrow();
                assertThat(web.sync()).isEqualTo(Sync.REJECTED);
                assertThat(web.message())
                        .startsWith("environments/staging/web.yaml:4:")
                        .contains("propertie");
                assertThat(image(clusters, shop, "web")).isEqualTo("registry.example.com/web:1");
            }
        }
    }

    @Test
    void anApplicationThatLeavesGitIsDeletedAlsoWhenTheDaemonWasDown(TestCluster clusters, FreshNamespace namespace)
            throws Exception {
        try (Shop shop = new Shop(folder, namespace.name())) {
            shop.app("api", "registry.example.com/api:1");
            shop.push();
            try (Mizzen mizzen = Mizzen.start(shop.config(clusters, "one"))) {
                await().atMost(PATIENCE)
                        .until(() -> mizzen.board().all().size() == 2
                                && mizzen.board().all().stream().allMatch(DeliveryState::isWell));
            }
            shop.without("api");
            shop.push();
            try (Mizzen mizzen = Mizzen.start(shop.config(clusters, "one"))) {
                await().atMost(PATIENCE)
                        .until(() -> deployment(clusters, shop, "api").get() == null);
                await().atMost(PATIENCE).until(() -> mizzen.board().all().size() == 1);
                awaitWell(mizzen);
                assertThat(image(clusters, shop, "web")).isEqualTo("registry.example.com/web:1");
            }
        }
    }
}
