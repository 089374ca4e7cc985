package dev.mizzen.reconcile.run;

import static dev.mizzen.reconcile.run.ReconcilerIT.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.SourceSpec;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose an object is, and how it changes hands. */
@Clusters
class OwnershipIT {
    private static final Map<String, String> TAKE = Map.of("mizzen.dev/take-over", "true");

    private World world;
    private KubernetesClient admin;
    private String namespace;

    @BeforeEach
    void start(TestCluster clusters, FreshNamespace fresh) throws Exception {
        namespace = fresh.name();
        admin = clusters.client("one");
        world = new World(namespace, Baselines.inMemory()).with(clusters.kubeconfig("one"));
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void anUnownedObjectIsAdoptedIfNoFieldConflicts() {
        create(new ConfigMapBuilder()
                .withNewMetadata()
                .withName("a")
                .endMetadata()
                .addToData("k", "1")
                .addToData("more", "theirs")
                .build());
        assertThat(world.push("web", Map.of("a", configMap("a", "1")))).isInstanceOf(Outcome.Synced.class);
        assertThat(live("a").getMetadata().getLabels())
                .containsEntry(ApplySetId.LABEL, ApplySetId.of(world.id("web")).value());
        assertThat(live("a").getData()).containsEntry("more", "theirs");
    }

    @Test
    void aHelmReleasesObjectIsRejectedAndTakenOnlyIfAsked() {
        create(helm("a"));
        assertThat(world.push("web", Map.of("a", configMap("a", "2"))))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        o -> assertThat(o.problems().getFirst().message())
                                .contains("Helm release shop", "mizzen.dev/take-over"));
        assertThat(live("a").getData()).containsEntry("k", "1");
        assertThat(world.push("web", Map.of("a", configMap("a", "2")), TAKE, List.of()))
                .isInstanceOf(Outcome.Synced.class);
        assertThat(live("a").getData())
                .as("fields that the former manager set and Git does not are gone")
                .containsExactly(Map.entry("k", "2"));
    }

    @Test
    void twoDeliveriesCannotHaveOneObject() {
        Map<String, Outcome> outcomes = world.push(
                apps("a", Map.of("x", configMap("shared", "1")), "b", Map.of("y", configMap("shared", "2"))));
        assertThat(outcomes.get("a")).isInstanceOf(Outcome.Synced.class);
        assertThat(outcomes.get("b"))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        o -> assertThat(o.problems().getFirst().message())
                                .contains("shared", "belongs to the delivery " + world.id("a")));
        assertThat(live("shared").getData()).containsEntry("k", "1");
    }

    @Test
    void anObjectMovesFromOneApplicationToAnotherWithoutBeingDeleted() {
        world.push(apps(
                "a",
                Map.of("x", configMap("x", "1"), "m", configMap("moved", "1")),
                "b",
                Map.of("y", configMap("y", "1"))));
        String uid = live("moved").getMetadata().getUid();
        Map<String, Map<String, String>> moved = apps(
                "a",
                Map.of("x", configMap("x", "1")),
                "b",
                Map.of("y", configMap("y", "1"), "m", configMap("moved", "1")));
        Map<String, Outcome> first = world.push(moved);
        assertThat(first.get("a"))
                .as("b has not said what it wants yet")
                .isInstanceOfSatisfying(
                        Outcome.Waiting.class,
                        o -> assertThat(o.message()).contains(world.id("b").toString()));
        assertThat(world.again).contains(world.id("a"));
        assertThat(first.get("b")).isInstanceOf(Outcome.Synced.class);
        assertThat(world.push(moved).values()).allMatch(o -> o instanceof Outcome.Synced);
        assertThat(live("moved").getMetadata().getUid()).isEqualTo(uid);
        assertThat(live("moved").getMetadata().getLabels())
                .containsEntry(ApplySetId.LABEL, ApplySetId.of(world.id("b")).value());
    }

    @Test
    void anObjectThatAnotherClaimsWhileItsDeletionIsPlannedIsNotDeletedAndIsNoDrift() {
        world.push(apps("a", Map.of("x", configMap("x", "1"), "m", configMap("moved", "1")), "b", Map.of()));
        String uid = live("moved").getMetadata().getUid();
        List<DeliverySpec> specs =
                world.begin(apps("a", Map.of("x", configMap("x", "1")), "b", Map.of("m", configMap("moved", "2"))));
        world.whilePlanning = () -> {
            world.whilePlanning = () -> {};
            assertThat(world.reconciler.reconcile(specs.getLast())).isInstanceOf(Outcome.Synced.class);
        };
        Outcome.Synced a = (Outcome.Synced) world.reconciler.reconcile(specs.getFirst());
        assertThat(a.pruned()).isZero();
        assertThat(a.objects().get(World.ONE)).extracting(ObjectRef::name).containsExactly("x");
        assertThat(live("moved").getMetadata().getUid()).isEqualTo(uid);
        assertThat(live("moved").getData()).containsEntry("k", "2");
        assertThat(world.drifts).isEmpty();
    }

    @Test
    void aRenamedApplicationKeepsItsObjectsAndTheOldOneIsRetired() {
        world.push("old", Map.of("x", configMap("kept", "1"), "y", configMap("dropped", "1")));
        String uid = live("kept").getMetadata().getUid();
        assertThat(world.push("new", Map.of("x", configMap("kept", "1")))).isInstanceOf(Outcome.Synced.class);
        assertThat(world.reconciler.retirable()).contains(world.id("old"));
        assertThat(world.reconciler.retire(world.id("old"))).isEqualTo(new Outcome.Retired(1));
        assertThat(live("kept").getMetadata().getUid()).isEqualTo(uid);
        assertThat(admin.configMaps().inNamespace(namespace).withName("dropped").get())
                .isNull();
        assertThat(admin.secrets()
                        .inNamespace("mizzen-system")
                        .withName(ApplySetId.parentName(world.id("old")))
                        .get())
                .isNull();
        assertThat(world.reconciler.retirable()).doesNotContain(world.id("old"));
    }

    @Test
    void nothingIsRetiredWhileAnotherDeliveryCannotBeRendered() {
        world.push("old", Map.of("x", configMap("x", "1")));
        List<DeliverySpec> specs = world.begin(apps("new", Map.of("broken", "kind: Nameless")));
        assertThat(world.reconciler.reconcile(specs.getFirst())).isInstanceOf(Outcome.Rejected.class);
        assertThat(world.reconciler.retire(world.id("old")))
                .isInstanceOfSatisfying(
                        Outcome.Waiting.class,
                        o -> assertThat(o.message()).contains(world.id("new").toString()));
        assertThat(live("x")).isNotNull();
    }

    @Test
    void aDeliveryWhoseEnvironmentLeftGitIsOnlyReported() {
        world.push("old", Map.of("x", configMap("x", "1")));
        List<DeliverySpec> none = world.begin(Map.of());
        assertThat(none).isEmpty();
        world.reconciler.begin(
                world.source, new SourceSpec(new Revision("f".repeat(40)), List.of(), List.of(), List.of()), List.of());
        assertThat(world.reconciler.retire(world.id("old"))).isInstanceOf(Outcome.Rejected.class);
        assertThat(live("x")).isNotNull();
    }

    @Test
    void manyDeliveriesThatVanishAtOnceWaitForAnApproval() {
        Map<String, Map<String, String>> many = new LinkedHashMap<>();
        for (int i = 0; i < 5; i++) {
            many.put("app" + i, Map.of("x", configMap("x" + i, "1")));
        }
        world.push(many);
        world.push("app0", Map.of("x", configMap("x0", "1")));
        Outcome held = world.reconciler.retire(world.id("app1"));
        assertThat(held).isInstanceOf(Outcome.Held.class);
        assertThat(live("x1")).isNotNull();
        world.approve(held, Hold.Reason.LEFT_GIT);
        assertThat(world.reconciler.retire(world.id("app1"))).isEqualTo(new Outcome.Retired(1));
    }

    @Test
    void labelsThatAControllerCopiedMakeNothingOurs() {
        world.push("web", Map.of("a", configMap("a", "1")));
        create(new ConfigMapBuilder()
                .withNewMetadata()
                .withName("copy")
                .withLabels(live("a").getMetadata().getLabels())
                .withAnnotations(live("a").getMetadata().getAnnotations())
                .endMetadata()
                .build());
        assertThat(world.push("web", Map.of("a", configMap("a", "2"))))
                .isInstanceOfSatisfying(
                        Outcome.Synced.class, o -> assertThat(o.pruned()).isZero());
        assertThat(live("copy")).isNotNull();
    }

    private static Map<String, Map<String, String>> apps(String app, Map<String, String> components) {
        Map<String, Map<String, String>> apps = new LinkedHashMap<>();
        apps.put(app, components);
        return apps;
    }

    private static Map<String, Map<String, String>> apps(
            String first, Map<String, String> its, String second, Map<String, String> others) {
        Map<String, Map<String, String>> apps = apps(first, its);
        apps.put(second, others);
        return apps;
    }

    private static ConfigMap helm(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .addToAnnotations("meta.helm.sh/release-name", "shop")
                .addToLabels("app.kubernetes.io/managed-by", "Helm")
                .endMetadata()
                .addToData("k", "1")
                .addToData("old", "helm's")
                .build();
    }

    private void create(ConfigMap configMap) {
        admin.configMaps()
                .inNamespace(namespace)
                .resource(configMap)
                .fieldManager("helm")
                .serverSideApply();
    }

    private ConfigMap live(String name) {
        return admin.configMaps().inNamespace(namespace).withName(name).require();
    }
}
