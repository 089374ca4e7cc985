package dev.mizzen.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.daemon.config.ConfigFile;
import dev.mizzen.daemon.report.DeliveryState;
import dev.mizzen.daemon.report.Sync;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What disappears around a delivery deletes nothing: it is told, and the objects stay. (A source: see ReloadIT.) */
@Clusters({"one", "two"})
class OrphanIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private Path write(Shop shop, String clusters) throws Exception {
        return Files.writeString(folder.resolve("mizzen.yaml"), """
                listen: { host: 127.0.0.1, port: 0 }
                sources: [{ name: shop, url: "%s", poll: 1s }]
                clusters:
                %s""".formatted(shop.url(), clusters));
    }

    private static String cluster(TestCluster clusters, String name, String purpose) {
        return "  - { name: %s, kubeconfig: \"%s\", labels: { purpose: %s } }\n"
                .formatted(name, clusters.kubeconfig(name), purpose);
    }

    private static void awaits(Mizzen mizzen, Predicate<DeliveryState> state) {
        await().atMost(PATIENCE)
                .until(() -> mizzen.board().of(Shop.WEB).filter(state).isPresent());
    }

    private static Deployment live(TestCluster clusters, String cluster, FreshNamespace namespace) {
        return clusters.client(cluster)
                .apps()
                .deployments()
                .inNamespace(namespace.name())
                .withName("web")
                .get();
    }

    @Test
    void aLabelOrAClusterThatDisappearsLeavesItsObjectsAndIsTold(TestCluster clusters, FreshNamespace namespace)
            throws Exception {
        try (Shop shop = new Shop(folder, namespace.name())) {
            shop.push();
            String both = cluster(clusters, "one", "staging") + cluster(clusters, "two", "staging");
            try (Mizzen mizzen = Mizzen.start(ConfigFile.open(write(shop, both)))) {
                awaits(mizzen, DeliveryState::isWell);
                String uid = live(clusters, "two", namespace).getMetadata().getUid();

                write(shop, cluster(clusters, "one", "staging") + cluster(clusters, "two", "other"));
                awaits(
                        mizzen,
                        state -> state.warnings().stream()
                                .anyMatch(warning -> warning.message().contains("cluster two still holds objects")));
                assertThat(mizzen.board().of(Shop.WEB).orElseThrow().sync()).isEqualTo(Sync.SYNCED);

                write(shop, cluster(clusters, "one", "other") + cluster(clusters, "two", "other"));
                awaits(
                        mizzen,
                        state ->
                                state.sync() == Sync.REJECTED && state.message().contains("purpose=staging"));

                write(shop, cluster(clusters, "one", "staging"));
                awaits(mizzen, state -> state.isWell() && state.warnings().isEmpty());
                assertThat(live(clusters, "two", namespace).getMetadata().getUid())
                        .isEqualTo(uid);
                assertThat(live(clusters, "one", namespace)).isNotNull();
            }
            Path config = write(shop, cluster(clusters, "one", "staging") + cluster(clusters, "two", "other"));
            try (Mizzen again = Mizzen.start(ConfigFile.open(config))) {
                awaits(again, OrphanIT::tellsOfTwo);
            }
        }
    }

    private static boolean tellsOfTwo(DeliveryState state) {
        return state.warnings().stream()
                .anyMatch(warning -> warning.message().contains("cluster two still holds objects"));
    }

    @Test
    void aBranchThatDisappearsLeavesEverythingAndIsTold(TestCluster clusters, FreshNamespace namespace)
            throws Exception {
        try (Shop shop = new Shop(folder, namespace.name())) {
            shop.push();
            try (Mizzen mizzen = Mizzen.start(ConfigFile.open(write(shop, cluster(clusters, "one", "staging"))))) {
                awaits(mizzen, DeliveryState::isWell);
                shop.withoutBranch();
                await().atMost(PATIENCE).until(() -> ready(mizzen).contains("source shop: "));
                assertThat(mizzen.board().of(Shop.WEB).orElseThrow().isWell()).isTrue();
                assertThat(live(clusters, "one", namespace)).isNotNull();
            }
        }
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
}
