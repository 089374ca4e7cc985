package dev.mizzen.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.daemon.cli.Typed;
import dev.mizzen.daemon.config.ConfigFile;
import dev.mizzen.daemon.report.DeliveryState;
import dev.mizzen.daemon.report.Sync;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From the commit that removes too much to the last deletion, with the command line that people use. */
@Clusters("one")
class HeldIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final List<String> APPS = List.of("api", "cache", "search", "web", "worker");

    @TempDir
    private Path folder;

    private static Typed type(Mizzen mizzen, String command, String... words) {
        List<String> line = new ArrayList<>(List.of(command, "--server", "http://127.0.0.1:" + mizzen.port()));
        line.addAll(List.of(words));
        return Typed.of(line.toArray(String[]::new));
    }

    private static JsonNode approvals(Mizzen mizzen) {
        return JsonMapper.shared()
                .readTree(type(mizzen, "approve", "-o", "json").out());
    }

    private static void awaitAll(Mizzen mizzen, Predicate<DeliveryState> state) {
        await().atMost(PATIENCE)
                .until(() -> mizzen.board().all().size() == APPS.size()
                        && mizzen.board().all().stream().allMatch(state));
    }

    @Test
    void manyApplicationsThatVanishAtOnceGoAfterSomebodySaidYes(TestCluster clusters, FreshNamespace namespace)
            throws Exception {
        Path token = Files.writeString(folder.resolve("alice"), "a-token-of-alices\n");
        try (Shop shop = new Shop(folder, namespace.name())) {
            APPS.forEach(app -> shop.app(app, "registry.example.com/" + app + ":1"));
            shop.push();
            Path config = Files.writeString(
                    folder.resolve("mizzen.yaml"), """
                    listen: { host: 127.0.0.1, port: 0 }
                    sources: [{ name: shop, url: "%s", poll: 1s }]
                    clusters: [{ name: one, kubeconfig: "%s", labels: { purpose: staging } }]
                    tokens: [{ name: alice, token: file:alice }]
                    """.formatted(shop.url(), clusters.kubeconfig("one")));
            try (Mizzen mizzen = Mizzen.start(ConfigFile.open(config))) {
                awaitAll(mizzen, DeliveryState::isWell);
                assertThat(type(mizzen, "approve").out()).isEqualTo("nothing waits for an approval\n");
                APPS.forEach(shop::without);
                shop.push();
                awaitAll(mizzen, state -> state.sync() == Sync.HELD);

                JsonNode waiting = approvals(mizzen).path("waiting");
                assertThat(waiting).hasSize(1);
                assertThat(waiting.path(0).path("objects"))
                        .extracting(o -> o.path("cluster").asString() + " "
                                + o.path("kind").asString() + " "
                                + o.path("name").asString())
                        .containsExactlyInAnyOrderElementsOf(APPS.stream()
                                .flatMap(app -> List.of("one Deployment " + app, "one Service " + app).stream())
                                .toList());
                String digest = waiting.path(0).path("digest").asString().substring(0, 10);
                assertThat(type(mizzen, "status").out())
                        .containsOnlyOnce("shop: 5 of 5 deliveries left Git at once")
                        .contains("mizzen approve " + digest);

                Typed yes = type(mizzen, "approve", digest, "--yes", "--token-file", token.toString());
                assertThat(yes.exit()).as(yes.err()).isZero();
                assertThat(yes.out()).contains("approved by alice");
                await().atMost(PATIENCE).until(() -> mizzen.board().all().isEmpty());
                assertThat(clusters.client("one")
                                .apps()
                                .deployments()
                                .inNamespace(namespace.name())
                                .list()
                                .getItems())
                        .isEmpty();
                await().atMost(PATIENCE)
                        .until(() -> approvals(mizzen)
                                .path("given")
                                .path(0)
                                .path("ending")
                                .asString("")
                                .equals("done"));
            }
        }
    }
}
