package dev.mizzen.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.daemon.cli.Typed;
import dev.mizzen.daemon.report.DeliveryState;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Help.Ansi;

/** {@code mizzen diff} against a cluster that the daemon delivers to. */
@Clusters("diff")
class DiffIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String CONFIG = """
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: config }
            data: { currency: EUR }
            """;
    private static final String KEYS = """
            apiVersion: v1
            kind: Secret
            metadata: { name: keys }
            stringData: { password: %s }
            """;

    @TempDir
    private Path folder;

    private Path kubeconfig = Path.of("");

    @Test
    void whatADeliveryWouldChangeIsToldAndNothingIsWritten(TestCluster clusters, FreshNamespace namespace)
            throws Exception {
        kubeconfig = clusters.kubeconfig("diff");
        try (Shop shop = shop(namespace)) {
            Typed before = diff(shop);
            assertThat(before.err()).isEmpty();
            assertThat(before.exit()).isEqualTo(1);
            assertThat(before.out())
                    .contains("/staging/web: Deployment/" + namespace.name() + "/web would be created")
                    .contains("+  currency: EUR")
                    .contains("+  password: '***'")
                    .doesNotContain("swordfish")
                    .doesNotContain("c3dvcmRmaXNo")
                    .doesNotContain("\u001b");
            assertThat(clusters.client("diff")
                            .configMaps()
                            .inNamespace(namespace.name())
                            .withName("config")
                            .get())
                    .isNull();

            deliver(shop, clusters);
            Typed same = diff(shop);
            assertThat(same.out()).isEqualTo("no differences in 4 objects\n");
            assertThat(same.exit()).isZero();

            clusters.client("diff")
                    .apps()
                    .deployments()
                    .inNamespace(namespace.name())
                    .withName("web")
                    .edit(live -> {
                        live.getSpec()
                                .getTemplate()
                                .getSpec()
                                .getContainers()
                                .getFirst()
                                .setImage("evil:9");
                        return live;
                    });
            shop.file("apps/config/keys.yaml", KEYS.formatted("halibut"));
            shop.file("apps/config/config.yaml", CONFIG.replace("config", "settings"));
            Typed changed = diff(shop);
            assertThat(changed.exit()).isEqualTo(1);
            assertThat(changed.out().lines())
                    .contains(
                            "shop/staging/web: Deployment/" + namespace.name() + "/web would change",
                            "-        image: evil:9",
                            "+        image: registry.example.com/web:1",
                            "-  password: '***'",
                            "+  password: '*** (another value)'",
                            "shop/staging/config: ConfigMap/" + namespace.name() + "/settings would be created",
                            "shop/staging/config: ConfigMap/" + namespace.name() + "/config would be deleted");
            assertThat(changed.out())
                    .doesNotContain("managedFields", "resourceVersion", "mizzen.dev/applied", "status:");
            assertThat(diff(shop, Ansi.ON).out()).contains("\u001b[32m+        image: registry.example.com/web:1");
            assertThat(diff(shop, Ansi.OFF, "web", "-o", "json").out())
                    .contains("\"change\" : \"update\"")
                    .doesNotContain("settings");
        }
    }

    @Test
    void whatIsLeftToOthersIsNoDifference(TestCluster clusters, FreshNamespace namespace) throws Exception {
        kubeconfig = clusters.kubeconfig("diff");
        try (Shop shop = shop(namespace)) {
            shop.file("environments/staging/environment.yaml", """
                    apiVersion: mizzen.dev/v1alpha1
                    kind: Environment
                    metadata: { name: staging }
                    spec:
                      placement: { clusterSelector: { purpose: staging }, namespace: %s }
                      drift: { ignore: [{ kind: ConfigMap, path: /data/currency }] }
                    """.formatted(namespace.name()));
            deliver(shop, clusters);
            clusters.client("diff")
                    .configMaps()
                    .inNamespace(namespace.name())
                    .withName("config")
                    .edit(live -> {
                        live.getData().put("currency", "CHF");
                        return live;
                    });

            assertThat(diff(shop).out()).isEqualTo("no differences in 4 objects\n");
        }
    }

    @Test
    void whatTheServerWouldRefuseIsTold(TestCluster clusters, FreshNamespace namespace) throws Exception {
        kubeconfig = clusters.kubeconfig("diff");
        try (Shop shop = shop(namespace)) {
            shop.file("apps/config/keys.yaml", KEYS.formatted("halibut") + "type: kubernetes.io/tls\n");
            Typed refused = diff(shop, Ansi.OFF, "config");
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.out()).contains("Secret/" + namespace.name() + "/keys would be refused: ");
            assertThat(refused.out() + refused.err()).doesNotContain("halibut").doesNotContain("aGFsaWJ1dA");
        }
    }

    @Test
    void aClusterThatDoesNotAnswerIsExitCodeThree(FreshNamespace namespace) throws Exception {
        kubeconfig = Files.writeString(folder.resolve("nowhere.yaml"), """
                apiVersion: v1
                kind: Config
                clusters: [{ name: c, cluster: { server: "http://127.0.0.1:1" } }]
                users: [{ name: u, user: {} }]
                contexts: [{ name: x, context: { cluster: c, user: u } }]
                current-context: x
                """);
        try (Shop shop = shop(namespace)) {
            assertThat(diff(shop).exit()).isEqualTo(3);
            kubeconfig = folder.resolve("no-such-file");
            assertThat(diff(shop).exit()).isEqualTo(3);
        }
    }

    private Shop shop(FreshNamespace namespace) throws IOException {
        Shop shop = new Shop(folder, namespace.name());
        shop.file("apps/config/config.yaml", CONFIG);
        shop.file("apps/config/keys.yaml", KEYS.formatted("swordfish"));
        shop.file("environments/staging/config.yaml", """
                apiVersion: core.oam.dev/v1beta1
                kind: Application
                metadata: { name: config }
                """);
        return shop;
    }

    private static void deliver(Shop shop, TestCluster clusters) throws Exception {
        shop.push();
        try (Mizzen mizzen = Mizzen.start(shop.config(clusters, "diff"))) {
            await().atMost(PATIENCE)
                    .until(() -> mizzen.board().all().size() == 2
                            && mizzen.board().all().stream().allMatch(DeliveryState::isWell));
        }
    }

    private Typed diff(Shop shop) throws IOException {
        return diff(shop, Ansi.OFF);
    }

    private Typed diff(Shop shop, Ansi colours, String... more) throws IOException {
        return Typed.of(
                colours,
                Stream.concat(
                                Stream.of(
                                        "diff",
                                        "--env",
                                        "staging",
                                        "--kubeconfig",
                                        kubeconfig.toString(),
                                        shop.directory().toString()),
                                Stream.of(more))
                        .toArray(String[]::new));
    }
}
