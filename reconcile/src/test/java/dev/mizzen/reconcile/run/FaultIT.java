package dev.mizzen.reconcile.run;

import static dev.mizzen.reconcile.run.ReconcilerIT.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.reconcile.apply.ApiLimits;
import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.reconcile.apply.ClusterAccess;
import dev.mizzen.reconcile.apply.RequestListener;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.spec.Environment;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold when something breaks. */
@Clusters
class FaultIT {
    @TempDir
    private Path folder = Path.of("");

    private KubernetesClient admin;
    private Path kubeconfig;
    private String namespace;

    @BeforeEach
    void start(TestCluster clusters, FreshNamespace fresh) {
        namespace = fresh.name();
        admin = clusters.client("one");
        kubeconfig = clusters.kubeconfig("one");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aRunThatIsKilledAtAnyWriteIsCompletedByTheNextOne(int killedAtWrite) throws Exception {
        Map<String, String> three = new LinkedHashMap<>();
        three.put("a", configMap("a", "1"));
        three.put("b", configMap("b", "1"));
        three.put("c", configMap("c", "1"));
        AtomicInteger writes = new AtomicInteger();
        RequestListener killer = (cluster, verb, kind, status, took) -> {
            if ((verb.equals("create") || verb.equals("patch")) && writes.incrementAndGet() >= killedAtWrite) {
                throw new IllegalStateException("killed");
            }
        };
        ClusterAccess access = new ClusterAccess.Kubeconfig(kubeconfig, Optional.empty());
        try (World killed =
                new World(namespace, Baselines.inMemory()).with(World.ONE, access, ApiLimits.DEFAULT, killer)) {
            assertThat(killed.push("web", three)).isInstanceOf(Outcome.Failed.class);
        }
        try (World restarted = new World(namespace, Baselines.inMemory()).with(kubeconfig)) {
            assertThat(restarted.push("web", three)).isInstanceOf(Outcome.Synced.class);
            restarted.requests.clear();
            assertThat(restarted.push("web", three)).isInstanceOf(Outcome.Synced.class);
            assertThat(restarted.requests).isEmpty();
            assertThat(restarted.push("web", Map.of("a", configMap("a", "1"))))
                    .as("nothing that the killed run made is an orphan")
                    .isInstanceOfSatisfying(
                            Outcome.Synced.class, o -> assertThat(o.pruned()).isEqualTo(2));
        }
    }

    @Test
    void aRestartWritesNothing() throws Exception {
        Baselines kept = Baselines.inMemory();
        Map<String, String> objects = Map.of("a", configMap("a", "1"), "b", configMap("b", "1"));
        try (World world = new World(namespace, kept).with(kubeconfig)) {
            world.push("web", objects);
        }
        try (World world = new World(namespace, kept).with(kubeconfig)) {
            assertThat(world.push("web", objects)).isInstanceOf(Outcome.Synced.class);
            assertThat(world.writes()).isEmpty();
        }
    }

    @Test
    void aClusterThatIsGoneStopsOnlyItsOwnPart() throws Exception {
        ClusterName gone = new ClusterName("gone");
        var nobody = new ClusterAccess.Server(URI.create("https://127.0.0.1:9"), () -> "t", Optional.empty());
        try (World world = new World(namespace, Baselines.inMemory())
                .with(kubeconfig)
                .with(gone, nobody, ApiLimits.DEFAULT, RequestListener.SILENT)) {
            assertThat(world.push("web", Map.of("a", configMap("a", "1"))))
                    .isInstanceOfSatisfying(
                            Outcome.Waiting.class,
                            o -> assertThat(o.unreachable()).containsExactly(gone));
            assertThat(admin.configMaps().inNamespace(namespace).withName("a").get())
                    .isNotNull();
        }
    }

    @Test
    void whatWeMayNotDoIsRejectedWithVerbAndResource() throws Exception {
        ClusterAccess reader =
                new ClusterAccess.Server(URI.create(admin.getMasterUrl().toString()), readersToken("*"), authority());
        try (World world = new World(namespace, Baselines.inMemory())
                .with(World.ONE, reader, ApiLimits.DEFAULT, RequestListener.SILENT)) {
            assertThat(world.push("web", Map.of("a", configMap("a", "1"))))
                    .isInstanceOfSatisfying(Outcome.Rejected.class, o -> {
                        assertThat(o.problems().getFirst().message())
                                .contains("cannot patch resource \"configmaps\"", "component \"a\"");
                        assertThat(o.waits()).as("tried again by itself").isNotEmpty();
                    });
        }
    }

    @Test
    void whatWeMayNotWatchIsRejectedWithVerbAndResource() throws Exception {
        ClusterAccess blind = new ClusterAccess.Server(
                URI.create(admin.getMasterUrl().toString()), readersToken("secrets"), authority());
        try (World world = new World(namespace, Baselines.inMemory())
                .with(World.ONE, blind, ApiLimits.DEFAULT, RequestListener.SILENT)) {
            assertThat(world.push("web", Map.of("a", configMap("a", "1"))))
                    .isInstanceOfSatisfying(Outcome.Rejected.class, o -> {
                        assertThat(o.problems().getFirst().message())
                                .containsPattern("cannot (list|watch) resource \"configmaps\"");
                        assertThat(o.waits()).as("tried again by itself").isNotEmpty();
                    });
        }
    }

    @Test
    void theNamespaceOfThePlacementIsCreatedAndStays() throws Exception {
        String fresh = namespace + "-new";
        try (World world = new World(fresh, Baselines.inMemory()).with(kubeconfig)) {
            assertThat(world.push("web", Map.of("a", configMap("a", "1")))).isInstanceOf(Outcome.Synced.class);
            assertThat(world.push("other", Map.of("b", configMap("b", "1")))).isInstanceOf(Outcome.Synced.class);
            assertThat(world.reconciler.retire(world.id("web"))).isEqualTo(new Outcome.Retired(1));
        }
        assertThat(admin.namespaces().withName(fresh).get()).isNotNull();
    }

    @Test
    void aNamespaceThatTheReleaseOnlyNamesIsWaitedFor() throws Exception {
        String elsewhere = configMap("a", "1").replace("name: a", "name: a, namespace: $NS-elsewhere");
        try (World world = new World(namespace, Baselines.inMemory()).with(kubeconfig)) {
            assertThat(world.push("web", Map.of("a", elsewhere)))
                    .isInstanceOfSatisfying(
                            Outcome.Waiting.class, o -> assertThat(o.message()).contains(namespace + "-elsewhere"));
            admin.namespaces()
                    .resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(namespace + "-elsewhere")
                            .endMetadata()
                            .build())
                    .create();
            assertThat(world.push("web", Map.of("a", elsewhere))).isInstanceOf(Outcome.Synced.class);
        }
    }

    @Test
    void whatIsWrongWithASecretIsToldWithoutItsValues() throws Exception {
        String secret = """
                apiVersion: v1
                kind: Secret
                metadata: { name: s }
                data: { password: 123454321 }""";
        try (World world = new World(namespace, Baselines.inMemory()).with(kubeconfig)) {
            Outcome outcome = world.push("web", Map.of("s", secret));
            assertThat(outcome.toString()).doesNotContain("123454321").contains("Secret/" + namespace + "/s");
            assertThat(outcome).isNotInstanceOf(Outcome.Synced.class);
        }
    }

    @Test
    void driftThatIsOnlyToldStays() throws Exception {
        try (World world = new World(namespace, Baselines.inMemory()).with(kubeconfig)) {
            world.mode = Environment.Mode.ALERT;
            world.push("web", Map.of("a", configMap("a", "1")));
            admin.configMaps().inNamespace(namespace).withName("a").edit(live -> {
                live.getData().put("k", "edited");
                return live;
            });
            await().atMost(World.SOON).until(() -> !world.suspicions.isEmpty());
            world.requests.clear();
            assertThat(world.push("web", Map.of("a", configMap("a", "1")))).isInstanceOf(Outcome.Synced.class);
            assertThat(world.writes()).isEmpty();
            assertThat(world.drifts).hasSize(1);
            assertThat(world.push("web", Map.of("a", configMap("a", "2"))))
                    .as("a release takes back what was ours in every mode")
                    .isInstanceOf(Outcome.Synced.class);
            assertThat(admin.configMaps()
                            .inNamespace(namespace)
                            .withName("a")
                            .require()
                            .getData())
                    .containsEntry("k", "2");
        }
    }

    @Test
    void anImmutableFieldIsRejectedWithItsName() throws Exception {
        String first = ReconcilerIT.deployment("d", "nginx:1", 0);
        try (World world = new World(namespace, Baselines.inMemory()).with(kubeconfig)) {
            assertThat(world.push("web", Map.of("d", first))).isInstanceOf(Outcome.Synced.class);
            assertThat(world.push("web", Map.of("d", first.replace("app: d", "app: e"))))
                    .isInstanceOfSatisfying(
                            Outcome.Rejected.class,
                            o -> assertThat(o.problems().getFirst().message())
                                    .contains("spec.selector", "immutable", "delete the object"));
        }
    }

    /** Reads {@code resources}, may keep inventories, and no more. */
    private Supplier<String> readersToken(String resources) {
        admin.serviceAccounts()
                .inNamespace(namespace)
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("reader")
                        .endMetadata()
                        .build())
                .create();
        admin.rbac()
                .clusterRoles()
                .resource(new ClusterRoleBuilder()
                        .withNewMetadata()
                        .withName("reader-" + namespace)
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups("*")
                        .withResources(resources)
                        .withVerbs("get", "list", "watch")
                        .endRule()
                        .addNewRule()
                        .withApiGroups("")
                        .withResources("secrets", "namespaces")
                        .withVerbs("patch", "create")
                        .endRule()
                        .build())
                .create();
        admin.rbac()
                .clusterRoleBindings()
                .resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName("reader-" + namespace)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "reader-" + namespace)
                        .addNewSubject("", "ServiceAccount", "reader", namespace)
                        .build())
                .create();
        String token = admin.serviceAccounts()
                .inNamespace(namespace)
                .withName("reader")
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(3_600L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
        return () -> token;
    }

    private Optional<Path> authority() throws Exception {
        String data = admin.getConfiguration().getCaCertData();
        Path file = folder.resolve("authority.pem");
        Files.write(file, Base64.getDecoder().decode(data));
        return Optional.of(file);
    }
}
