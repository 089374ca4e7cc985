package dev.mizzen.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.daemon.report.DeliveryState;
import dev.mizzen.daemon.report.Sync;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an environment's {@code drift:} does to statuses, metrics, history and the cluster. */
@Clusters("drift")
class DriftModesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String GIT = "registry.example.com/web:1";
    private static final String EVIL = "registry.example.com/evil:9";

    @TempDir
    private Path folder;

    private RollableScalableResource<Deployment> web;
    private Shop shop;

    @BeforeEach
    void prepare(TestCluster clusters, FreshNamespace namespace) throws Exception {
        shop = new Shop(folder, namespace.name());
        web = clusters.client("drift")
                .apps()
                .deployments()
                .inNamespace(namespace.name())
                .withName("web");
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private void drift(String settings) {
        shop.file("environments/staging/environment.yaml", """
                apiVersion: mizzen.dev/v1alpha1
                kind: Environment
                metadata: { name: staging }
                spec:
                  placement: { clusterSelector: { purpose: staging }, namespace: %s }
                  drift: %s
                """.formatted(shop.namespace(), settings));
    }

    @Test
    void whoWantsToBeAlertedGetsAFailedStatusUntilItIsOver(TestCluster clusters) throws Exception {
        drift("{ mode: alert }");
        String commit = shop.push();
        try (Mizzen mizzen = Mizzen.start(shop.config(clusters, "drift"))) {
            shop.follow(mizzen.port());
            awaitWell(mizzen);
            awaitStatus(commit, "mizzen", "success");

            edit(EVIL);

            awaitStatus(commit, "mizzen/staging/web", "failure");
            awaitStatus(commit, "mizzen", "failure");
            assertThat(said(commit))
                    .anyMatch(said -> said.matches("drifted: spec\\.template.*image by fabric8.*"))
                    .anyMatch(said -> said.startsWith("staging/web: drifted: "));
            assertThat(image()).isEqualTo(EVIL);
            assertThat(get(mizzen, "/api/v1/deliveries/shop/staging/web")).contains("\"kind\":\"drift\"");
            assertThat(drifts(mizzen)).isEqualTo(1);

            edit(GIT);

            awaitStatus(commit, "mizzen/staging/web", "success");
            awaitStatus(commit, "mizzen", "success");
            assertThat(drifts(mizzen)).isZero();
        }
    }

    @Test
    void whoOnlyObservesGetsFigures(TestCluster clusters) throws Exception {
        drift("{ mode: observe }");
        String commit = shop.push();
        try (Mizzen mizzen = Mizzen.start(shop.config(clusters, "drift"))) {
            shop.follow(mizzen.port());
            awaitWell(mizzen);
            awaitStatus(commit, "mizzen", "success");

            edit(EVIL);

            await().atMost(PATIENCE).until(() -> drifts(mizzen) == 1);
            assertThat(get(mizzen, "/metrics")).contains("mizzen_drifts_total{");
            assertThat(get(mizzen, "/api/v1/deliveries/shop/staging/web")).contains("\"events\":[]");
            assertThat(said(commit)).noneMatch(said -> said.contains("drifted"));
            assertThat(image()).isEqualTo(EVIL);
            edit(GIT);
            await().atMost(PATIENCE).until(() -> drifts(mizzen) == 0);
        }
    }

    @Test
    void whoeverTakesAFieldAgainAndAgainIsNamed(TestCluster clusters) throws Exception {
        drift("{ mode: correct }");
        shop.push();
        Thread opponent = Thread.ofVirtual().unstarted(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    if (!image().equals(EVIL)) {
                        edit(EVIL);
                    }
                } catch (KubernetesClientException e) {
                    assertThat(e.getCode()).as("it was written meanwhile").isEqualTo(409);
                }
            }
        });
        try (Mizzen mizzen = Mizzen.start(shop.config(clusters, "drift"))) {
            awaitWell(mizzen);
            double before = patches(mizzen);
            opponent.start();

            await().atMost(PATIENCE).untilAsserted(() -> {
                DeliveryState state = mizzen.board().of(Shop.WEB).orElseThrow();
                assertThat(state.sync()).isEqualTo(Sync.WAITING);
                assertThat(state.message())
                        .contains("\"fabric8", "takes spec.template.spec.containers", "again and again");
            });
            await().atMost(PATIENCE)
                    .until(() -> get(mizzen, "/api/v1/deliveries/shop/staging/web")
                            .matches("(?s).*\"drift\":\"fighting\".*\"kind\":\"fight\".*"));
            assertThat(patches(mizzen) - before)
                    .as("put back twice, each time refused first")
                    .isLessThanOrEqualTo(4);
        } finally {
            opponent.interrupt();
            opponent.join();
        }
    }

    @Test
    void aStrangersContainerIsRemovedAndTold(TestCluster clusters) throws Exception {
        drift("{ additions: remove }");
        shop.push();
        try (Mizzen mizzen = Mizzen.start(shop.config(clusters, "drift"))) {
            awaitWell(mizzen);

            web.edit(live -> {
                live.getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .add(new ContainerBuilder()
                                .withName("side")
                                .withImage("side:1")
                                .build());
                return live;
            });

            await().atMost(PATIENCE)
                    .until(() -> get(mizzen, "/api/v1/deliveries/shop/staging/web")
                            .contains("addition removed: spec.template.spec.containers[name=\\\"side\\\"] by fabric8"));
            assertThat(web.get().getSpec().getTemplate().getSpec().getContainers())
                    .hasSize(1);
            assertThat(get(mizzen, "/metrics")).contains("kind=\"addition-removed\"");
        }
    }

    private void awaitWell(Mizzen mizzen) {
        await().atMost(PATIENCE)
                .until(() -> mizzen.board()
                        .of(Shop.WEB)
                        .filter(DeliveryState::isWell)
                        .isPresent());
    }

    private void awaitStatus(String commit, String context, String state) {
        await().atMost(PATIENCE).until(() -> shop.status(commit, context).equals(state));
    }

    private List<String> said(String commit) {
        return shop.gitHub().statuses().stream()
                .filter(status -> status.sha().equals(commit))
                .map(status -> status.description().orElse(""))
                .toList();
    }

    private String image() {
        return web.get()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getImage();
    }

    private void edit(String image) {
        web.edit(live -> {
            live.getSpec().getTemplate().getSpec().getContainers().getFirst().setImage(image);
            return live;
        });
    }

    private static double drifts(Mizzen mizzen) throws Exception {
        return sum(mizzen, "mizzen_delivery_drift\\{[^}]*} (\\S+)");
    }

    private static double patches(Mizzen mizzen) throws Exception {
        return sum(mizzen, "mizzen_api_requests_seconds_count\\{[^}]*verb=\"patch\"[^}]*} (\\S+)");
    }

    private static double sum(Mizzen mizzen, String pattern) throws Exception {
        Matcher found = Pattern.compile(pattern).matcher(get(mizzen, "/metrics"));
        double sum = 0;
        while (found.find()) {
            sum += Double.parseDouble(found.group(1));
        }
        return sum;
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
}
