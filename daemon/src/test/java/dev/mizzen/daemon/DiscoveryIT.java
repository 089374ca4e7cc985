package dev.mizzen.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.daemon.config.ConfigFile;
import dev.mizzen.daemon.report.DeliveryState;
import dev.mizzen.daemon.report.Sync;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that a Secret of another one makes known. */
@Clusters({"one", "two"})
class DiscoveryIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder = Path.of("");

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

    private static Secret secret(TestCluster clusters, String namespace, String name) {
        Config two = Config.fromKubeconfig(clusters.kubeconfig("two").toFile());
        return new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .addToLabels("cluster.core.oam.dev/cluster-credential-type", "ServiceAccountToken")
                .addToLabels("purpose", "staging")
                .endMetadata()
                .addToData(
                        "endpoint",
                        Base64.getEncoder().encodeToString(two.getMasterUrl().getBytes(UTF_8)))
                .addToData(
                        "ca.crt",
                        Base64.getEncoder().encodeToString(Base64.getDecoder().decode(two.getCaCertData())))
                .addToData(
                        "token",
                        Base64.getEncoder()
                                .encodeToString(two.getAutoOAuthToken().getBytes(UTF_8)))
                .build();
    }

    private static Optional<String> uid(TestCluster clusters, String namespace) {
        return Optional.ofNullable(clusters.client("two")
                        .apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName("web")
                        .get())
                .map(deployment -> deployment.getMetadata().getUid());
    }

    @Test
    void aClusterComesAndGoesWithItsSecretAndNothingOnItIsDeleted(TestCluster clusters, FreshNamespace namespace)
            throws Exception {
        try (Shop shop = new Shop(folder, namespace.name())) {
            shop.push();
            Files.writeString(folder.resolve("mizzen.yaml"), """
                    listen: { host: 127.0.0.1, port: 0 }
                    sources: [{ name: shop, url: "%s" }]
                    clusters: [{ name: one, kubeconfig: "%s" }]
                    discover: [{ in: one, namespace: %s, form: kubevela }]
                    """.formatted(
                            shop.url(), clusters.kubeconfig("one"), namespace.name()));
            try (Mizzen mizzen = Mizzen.start(ConfigFile.open(folder.resolve("mizzen.yaml")))) {
                await().atMost(PATIENCE)
                        .until(() -> web(mizzen)
                                .filter(s -> s.sync() == Sync.REJECTED)
                                .isPresent());
                clusters.client("one")
                        .resource(secret(clusters, namespace.name(), "two"))
                        .create();
                await().atMost(PATIENCE)
                        .until(() -> web(mizzen).filter(DeliveryState::isWell).isPresent());
                Optional<String> made = uid(clusters, namespace.name());
                assertThat(made).isPresent();

                clusters.client("one")
                        .resource(secret(clusters, namespace.name(), "one"))
                        .create();
                await().atMost(PATIENCE)
                        .until(() -> ready(mizzen).contains("the name \"one\" is taken by mizzen.yaml"));

                clusters.client("one")
                        .resource(secret(clusters, namespace.name(), "two"))
                        .delete();
                await().atMost(PATIENCE)
                        .until(() -> web(mizzen)
                                .filter(s -> s.sync() == Sync.REJECTED)
                                .isPresent());
                assertThat(uid(clusters, namespace.name())).isEqualTo(made);

                clusters.client("one")
                        .resource(secret(clusters, namespace.name(), "two"))
                        .create();
                await().atMost(PATIENCE)
                        .until(() -> web(mizzen).filter(DeliveryState::isWell).isPresent());
                assertThat(uid(clusters, namespace.name()))
                        .as("the same object is ours again")
                        .isEqualTo(made);
            }
        }
    }
}
