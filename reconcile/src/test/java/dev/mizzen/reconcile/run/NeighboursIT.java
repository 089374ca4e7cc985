package dev.mizzen.reconcile.run;

import static dev.mizzen.reconcile.run.ReconcilerIT.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.spec.SourceSpec;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deliveries and installations that have nothing to do with one another. */
@Clusters
class NeighboursIT {
    private KubernetesClient admin;
    private Path kubeconfig;
    private String namespace;

    @BeforeEach
    void start(TestCluster clusters, FreshNamespace fresh) {
        namespace = fresh.name();
        admin = clusters.client("one");
        kubeconfig = clusters.kubeconfig("one");
    }

    @Test
    void twoInstallationsWithASourceOfTheSameNameTouchNothingOfOneAnother() throws Exception {
        try (World first = new World(namespace, Baselines.inMemory()).with(kubeconfig);
                World second = new World(namespace, Baselines.inMemory(), "mizzen-second").with(kubeconfig)) {
            first.push("web", Map.of("a", configMap("a", "1")));
            first.push(Map.of("web", Map.of("a", configMap("a", "1")), "api", Map.of("b", configMap("b", "1"))));

            assertThat(second.push("web", Map.of("c", configMap("c", "1"))))
                    .isInstanceOfSatisfying(
                            Outcome.Rejected.class,
                            o -> assertThat(o.problems().getFirst().message())
                                    .contains(
                                            second.id("web").toString(), "another Mizzen installation", "\"mizzen\""));
            assertThat(second.reconciler.retirable())
                    .as("what another installation delivers has not left our Git")
                    .isEmpty();
            assertThat(second.reconciler.retire(second.id("api"))).isEqualTo(new Outcome.Retired(0));
            assertThat(exists("a")).isTrue();
            assertThat(exists("b")).isTrue();
            assertThat(exists("c")).isFalse();
            assertThat(first.push("web", Map.of("a", configMap("a", "2")))).isInstanceOf(Outcome.Synced.class);
        }
    }

    @Test
    void anInventoryThatAnotherInstallationMakesMeanwhileIsNotTaken() throws Exception {
        try (World first = new World(namespace, Baselines.inMemory()).with(kubeconfig);
                World second = new World(namespace, Baselines.inMemory(), "mizzen-second").with(kubeconfig)) {
            second.push("other", Map.of("o", configMap("o", "1")));
            first.push("web", Map.of("a", configMap("a", "1")));
            assertThat(second.push("web", Map.of("c", configMap("c", "1"))))
                    .isInstanceOfSatisfying(
                            Outcome.Rejected.class,
                            o -> assertThat(o.problems().getFirst().message()).contains("another Mizzen installation"));
            assertThat(exists("c")).isFalse();
        }
    }

    @Test
    void aDeliveryThatLeftGitAndOwnsNothingIsForgottenAlsoWithoutItsEnvironment() throws Exception {
        try (World world = new World(namespace, Baselines.inMemory()).with(kubeconfig)) {
            world.push("web", Map.of("a", configMap("a", "1")));
            world.reconciler.begin(
                    world.source,
                    new SourceSpec(new Revision("f".repeat(40)), List.of(), List.of(), List.of()),
                    List.of());
            assertThat(world.reconciler.retire(world.id("never-delivered"))).isEqualTo(new Outcome.Retired(0));
            assertThat(world.reconciler.retire(world.id("web"))).isInstanceOf(Outcome.Rejected.class);
            assertThat(admin.secrets()
                            .inNamespace("mizzen-system")
                            .withName(ApplySetId.parentName(world.id("web")))
                            .get())
                    .isNotNull();
        }
    }

    @Test
    void whatIsBeingDeletedIsNoPartOfTheDeliveryAnyMore() throws Exception {
        String slow = configMap("slow", "1").replace("name: slow", "name: slow, finalizers: [shop.example.com/slow]");
        try (World world = new World(namespace, Baselines.inMemory()).with(kubeconfig)) {
            world.push("web", Map.of("a", configMap("a", "1"), "s", slow));
            assertThat(world.push("web", Map.of("a", configMap("a", "1"))))
                    .isInstanceOfSatisfying(
                            Outcome.Synced.class,
                            o -> assertThat(o.objects().get(World.ONE))
                                    .extracting(ObjectRef::name)
                                    .containsExactly("a"));
            assertThat(exists("slow")).isTrue();
        }
        admin.configMaps().inNamespace(namespace).withName("slow").edit(live -> {
            live.getMetadata().setFinalizers(List.of());
            return live;
        });
    }

    private boolean exists(String name) {
        return admin.configMaps().inNamespace(namespace).withName(name).get() != null;
    }
}
