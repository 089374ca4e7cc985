package dev.mizzen.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.config.SecretRef;
import dev.mizzen.daemon.report.DeliveryState;
import dev.mizzen.daemon.report.Sync;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code deploy/manifests} on a real API server, and a daemon with exactly the rights that stand there. */
@Clusters("one")
class ManifestsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Path HOME =
            Path.of(System.getProperty("mizzen.home", "..")).toAbsolutePath();
    private static final Path MANIFESTS = HOME.resolve("deploy/manifests");
    private static final Path SHOP_REPOSITORY = HOME.resolve("test-repos/shop/commits/01-the-shop-opens");

    @TempDir
    private Path folder;

    @Test
    void allObjectsAreAcceptedAndTheirRightsAreEnoughAndOneThatIsMissingIsNamed(
            TestCluster clusters, FreshNamespace namespace) throws Exception {
        KubernetesClient admin = clusters.client("one");
        List<HasMetadata> objects = objects(admin);
        assertThat(objects)
                .extracting(HasMetadata::getKind)
                .contains("Deployment", "Service", "ClusterRole", "ConfigMap");
        try {
            objects.forEach(object -> admin.resource(object)
                    .fieldValidation(FieldValidateable.Validation.STRICT)
                    .forceConflicts()
                    .serverSideApply());
            deliver(clusters, namespace);
        } finally {
            admin.resource(binding(namespace.name())).delete();
            admin.resource(roles(namespace.name())).delete();
            objects.stream()
                    .filter(object -> !object.getKind().equals("Namespace")) // the inventories of other tests are in it
                    .forEach(object -> admin.resource(object).delete());
        }
    }

    private void deliver(TestCluster clusters, FreshNamespace namespace) throws Exception {
        try (Shop shop = new Shop(folder, namespace.name())) {
            file(shop, "apps/web/application.yaml");
            file(shop, "apps/config/shop-config.yaml");
            overlay(shop, "config");
            shop.push();
            try (Mizzen mizzen = Mizzen.start(withOwnAccount(shop, clusters))) {
                shop.follow(mizzen.port());
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(mizzen.board().all())
                                .hasSize(2)
                                .allSatisfy(state -> assertThat(state.isWell())
                                        .as(state.id() + ": " + state.sync() + ", " + state.message())
                                        .isTrue()));

                overlay(shop, "rights");
                shop.file("apps/rights/role.yaml", """
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: Role
                        metadata: { name: everything }
                        rules: []
                        """);
                shop.push();
                DeliveryId rights = DeliveryId.parse("shop/staging/rights");
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(mizzen.board().of(rights))
                                .hasValueSatisfying(state -> {
                                    assertThat(state.message())
                                            .containsPattern("cannot (list|watch|get|patch|create) resource \"roles\"");
                                    assertThat(state.sync()).isEqualTo(Sync.REJECTED);
                                }));
                clusters.client("one").resource(roles(namespace.name())).create();
                clusters.client("one").resource(binding(namespace.name())).create();
                await("the right that was missing is noticed without a commit")
                        .atMost(PATIENCE)
                        .until(() -> mizzen.board()
                                .of(rights)
                                .filter(DeliveryState::isWell)
                                .isPresent());
                assertThat(mizzen.board().of(Shop.WEB)).get().matches(DeliveryState::isWell);
            }
        }
    }

    /** A role of the cluster's own, beside the manifests', as their comment says. */
    private static ClusterRoleBinding binding(String name) {
        return new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", name)
                .addNewSubject("", "ServiceAccount", "mizzen", "mizzen-system")
                .build();
    }

    private static ClusterRole roles(String name) {
        return new ClusterRoleBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .addNewRule()
                .withApiGroups("rbac.authorization.k8s.io")
                .withResources("roles")
                .withVerbs("get", "list", "watch", "create", "patch", "delete")
                .endRule()
                .build();
    }

    /** What {@code kubectl apply -k} would send, but for the suffix of the ConfigMap's name. */
    private static List<HasMetadata> objects(KubernetesClient client) throws IOException {
        JsonNode kustomization = new YAMLMapper().readTree(Files.readString(MANIFESTS.resolve("kustomization.yaml")));
        List<HasMetadata> objects = new ArrayList<>();
        for (JsonNode resource : kustomization.path("resources")) {
            try (InputStream file = Files.newInputStream(MANIFESTS.resolve(resource.asString("")))) {
                objects.addAll(client.load(file).items());
            }
        }
        for (JsonNode generator : kustomization.path("configMapGenerator")) {
            ConfigMapBuilder map = new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName(generator.path("name").asString(""))
                    .withNamespace(kustomization.path("namespace").asString(""))
                    .endMetadata();
            for (JsonNode file : generator.path("files")) {
                map.addToData(file.asString(""), Files.readString(MANIFESTS.resolve(file.asString(""))));
            }
            objects.add(map.build());
        }
        return objects;
    }

    /** The daemon's configuration with the token of the manifests' service account in place of the admin's kubeconfig. */
    private Config withOwnAccount(Shop shop, TestCluster clusters) throws IOException {
        KubernetesClient admin = clusters.client("one");
        String token = admin.serviceAccounts()
                .inNamespace("mizzen-system")
                .withName("mizzen")
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(3600L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
        Path tokenFile = Files.writeString(folder.resolve("account-token"), token);
        Path authority = Files.write(
                folder.resolve("ca.pem"),
                Base64.getDecoder().decode(admin.getConfiguration().getCaCertData()));
        Config config = shop.config(clusters, "one");
        return new Config(
                config.sources(),
                List.of(new Config.Cluster(
                        new ClusterName("one"),
                        new Config.Access.Server(
                                URI.create(admin.getMasterUrl().toString()),
                                new SecretRef.InFile(tokenFile),
                                Optional.of(authority)),
                        Map.of("purpose", "staging"),
                        Config.Cluster.DEFAULT_REQUESTS_IN_FLIGHT)),
                config.data(),
                config.store(),
                config.listener(),
                config.renderer(),
                config.fieldManager(),
                config.workers(),
                config.tokens());
    }

    private static void file(Shop shop, String path) throws IOException {
        shop.file(path, Files.readString(SHOP_REPOSITORY.resolve(path)));
    }

    private static void overlay(Shop shop, String app) {
        shop.file("environments/staging/" + app + ".yaml", """
                apiVersion: core.oam.dev/v1beta1
                kind: Application
                metadata: { name: %s }
                """.formatted(app));
    }
}
