package dev.mizzen.reconcile.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.place.Cluster;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.render.Copies;
import dev.mizzen.reconcile.spec.Application.Component;
import dev.mizzen.reconcile.spec.Application.Trait;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What components of type ref-objects copy is read under the source's rights, whole or not at all. */
@Clusters
class OriginalsIT {
    private World world;
    private KubernetesClient admin;
    /** Where the delivery is placed besides, and where the originals are. */
    private String shared;
    /** Where the copies go. */
    private String namespace;

    private String allowed = "";

    @BeforeEach
    void start(TestCluster clusters, FreshNamespace fresh) throws Exception {
        namespace = fresh.name();
        shared = namespace + "-shared";
        admin = clusters.client("one");
        world = new World(namespace, Baselines.inMemory()).with(clusters.kubeconfig("one"));
        admin.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(shared)
                        .endMetadata()
                        .build())
                .create();
        configMap("settings", "1", "web");
        configMap("more", "2", "web");
        configMap("other", "3", "db");
    }

    @AfterEach
    void stop() {
        world.close();
        admin.namespaces().withName(shared).delete();
    }

    @Test
    void oneByNameAndAllWithCertainLabels() throws Exception {
        assertThat(data(read(
                        "{ resource: configmap, name: settings, namespace: " + shared + " }",
                        "{ apiVersion: v1, kind: ConfigMap, labelSelector: { app: web }, namespace: " + shared + " }")))
                .containsExactly(List.of("1"), List.of("2", "1"));
    }

    @Test
    void theComponentsNameCountsWhereNoneIsWritten() throws Exception {
        assertThat(data(read("{ resource: ConfigMaps, namespace: " + shared + " }")))
                .containsExactly(List.of("1"));
    }

    @Test
    void aCopyHasNoMarkOfTheServer() throws Exception {
        ObjectNode copy = read("{ resource: configmap, name: settings, namespace: " + shared + " }")
                .found()
                .values()
                .iterator()
                .next()
                .getFirst();
        assertThat(copy.path("kind").asString()).isEqualTo("ConfigMap");
        assertThat(copy.path("metadata").propertyNames()).containsExactlyInAnyOrder("labels", "name");
    }

    @Test
    void whatIsMissingIsWaitedForByName() {
        assertThat(assertThrows(
                                Waiting.class,
                                () -> read("{ resource: configmap, name: gone, namespace: " + shared + " }"))
                        .what()
                        .message())
                .contains("configmap \"gone\"", shared);
        assertThat(assertThrows(
                                Waiting.class,
                                () -> read("{ resource: configmap, labelSelector: { app: nobody }, namespace: " + shared
                                        + " }"))
                        .what()
                        .message())
                .contains("app=nobody");
        assertThat(assertThrows(Waiting.class, () -> read("{ resource: unicorn, name: u, namespace: " + shared + " }"))
                        .what()
                        .message())
                .contains("unicorn");
    }

    @Test
    void onlyWhereTheDeliveryIsPlacedUnlessTheSourceMayReadMore() throws Exception {
        String elsewhere = "{ resource: configmap, name: kube-root-ca.crt, namespace: kube-system }";
        assertThat(assertThrows(Rejected.class, () -> read(elsewhere)).getMessage())
                .contains("app.yaml:3", "may not read a ConfigMap in the namespace \"kube-system\"", "\"copies\"");
        allowed = "one kube-system ConfigMap";
        assertThat(read(elsewhere).found()).hasSize(1);
        assertThrows(Rejected.class, () -> read("{ resource: secret, name: s, namespace: kube-system }"));
        assertThat(assertThrows(
                                Rejected.class,
                                () -> read("{ resource: namespace, name: kube-system, namespace: " + shared + " }"))
                        .getMessage())
                .contains("outside of namespaces");
    }

    @Test
    void theSeedsOfDeliveriesAreNobodysToRead() {
        allowed = "one mizzen-system Secret";
        assertThat(assertThrows(
                                Rejected.class,
                                () -> read("{ resource: secret, name: mizzen-x, namespace: mizzen-system }"))
                        .getMessage())
                .contains("may not read a Secret")
                .doesNotContain("\"copies\"");
    }

    @Test
    void theTokenOfAServiceAccountIsNotCopied() {
        admin.secrets()
                .inNamespace(shared)
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("token")
                        .addToAnnotations("kubernetes.io/service-account.name", "default")
                        .endMetadata()
                        .withType("kubernetes.io/service-account-token")
                        .build())
                .create();
        assertThat(assertThrows(
                                Rejected.class,
                                () -> read("{ resource: secret, name: token, namespace: " + shared + " }"))
                        .getMessage())
                .contains("token of a service account");
    }

    @Test
    void theOriginalIsNotCopiedOntoItself() throws Exception {
        Copies copies = read("{ resource: configmap, name: settings, namespace: " + namespace + " }");
        assertThat(copies.found().values()).containsExactly(List.of());
        Trait trait = new Trait("labels", Optional.empty(), new Position("app.yaml", 9, 1));
        assertThat(assertThrows(
                                Rejected.class,
                                () -> read(
                                        List.of(trait),
                                        "{ resource: configmap, name: settings, namespace: " + namespace + " }"))
                        .getMessage())
                .contains("onto itself");
    }

    @Test
    void aClusterThatIsNotThere() {
        assertThat(assertThrows(
                                Rejected.class,
                                () -> read(
                                        "{ resource: configmap, name: a, cluster: mars, namespace: " + shared + " }"))
                        .getMessage())
                .contains("no cluster \"mars\"");
    }

    private Copies read(String... references) throws Exception {
        return read(List.of(), references);
    }

    private Copies read(List<Trait> traits, String... references) throws Exception {
        String text = "objects:\n  # each\n  - " + String.join("\n  - ", references) + "\n";
        Value.Mapping properties = (Value.Mapping) YamlReader.read("app.yaml", text.getBytes(StandardCharsets.UTF_8))
                .documents()
                .getFirst();
        Component component = Component.alone(
                        "settings", "ref-objects", Optional.of(properties), new Position("app.yaml", 1, 1))
                .with("settings", Optional.of(properties), traits);
        Deliver spec = (Deliver) world.deliver("app", Map.of(), Map.of(), List.of());
        Set<Originals.Place> own =
                Set.of(new Originals.Place(World.ONE, namespace), new Originals.Place(World.ONE, shared));
        return new Originals(spec, new Allowed(), own)
                .of(world.site(), List.of(new Unit(component, World.ONE, namespace, "")));
    }

    /** For each reference in its order, the values. */
    private static List<List<String>> data(Copies copies) {
        return copies.found().entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.comparingInt(
                        asked -> asked.reference().position().line())))
                .map(entry -> entry.getValue().stream()
                        .map(object -> object.path("data").path("k").asString(""))
                        .toList())
                .toList();
    }

    private void configMap(String name, String value, String app) {
        admin.configMaps()
                .inNamespace(shared)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels("app", app)
                        .addToAnnotations("kubectl.kubernetes.io/last-applied-configuration", "{}")
                        .endMetadata()
                        .addToData("k", value)
                        .build())
                .create();
    }

    private final class Allowed implements Targets {
        @Override
        public Collection<Cluster> clusters() {
            return List.of(new Cluster(World.ONE, Map.of()));
        }

        @Override
        public Optional<Site> site(ClusterName name) {
            return name.equals(World.ONE) ? Optional.of(world.site()) : Optional.empty();
        }

        @Override
        public boolean mayRead(SourceName source, ClusterName cluster, String in, String kind) {
            return allowed.equals(cluster + " " + in + " " + kind);
        }
    }
}
