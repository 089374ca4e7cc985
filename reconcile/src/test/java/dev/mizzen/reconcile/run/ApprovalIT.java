package dev.mizzen.reconcile.run;

import static dev.mizzen.reconcile.run.ReconcilerIT.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.apply.ApiLimits;
import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.reconcile.apply.ClusterAccess;
import dev.mizzen.reconcile.apply.RequestListener;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is held, and what an approval lets go. */
@Clusters({"one", "two"})
class ApprovalIT {
    private static final ClusterName TWO = new ClusterName("two");
    private static final String CLAIM = """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: { name: %s }
            spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }""";

    private World world;
    private TestCluster clusters;
    private String namespace;

    @BeforeEach
    void start(TestCluster clusters, FreshNamespace fresh) throws Exception {
        this.clusters = clusters;
        namespace = fresh.name();
        world = new World(namespace, Baselines.inMemory()).with(clusters.kubeconfig("one"));
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private void withTwo() throws Exception {
        world.with(
                TWO,
                new ClusterAccess.Kubeconfig(clusters.kubeconfig("two"), Optional.empty()),
                ApiLimits.DEFAULT,
                RequestListener.SILENT);
    }

    private static Map<String, String> pages(int from, int to) {
        Map<String, String> pages = new LinkedHashMap<>();
        for (int i = from; i <= to; i++) {
            pages.put("c" + i, configMap("c" + i, "1"));
        }
        return pages;
    }

    private Deletions.OfObjects held(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Held.class);
        return (Deletions.OfObjects) outcome.holds().getFirst().deletions();
    }

    @Test
    void oneDigestStandsForAllClusters() throws Exception {
        withTwo();
        world.push("web", pages(0, 5));
        Outcome outcome = world.push("web", pages(0, 0));
        Deletions.OfObjects held = held(outcome);
        assertThat(held.objects().keySet()).containsExactly(World.ONE, TWO);
        assertThat(held.size()).isEqualTo(10);
        assertThat(((Outcome.Held) outcome).message())
                .isEqualTo("would delete 10 of 12 objects on one, two, more than the guard allows; if that is meant: "
                        + "mizzen approve " + held.digest().abbreviated());
        world.approve(outcome, Hold.Reason.GUARD);
        assertThat(world.push("web", pages(0, 0)))
                .isInstanceOfSatisfying(
                        Outcome.Synced.class, o -> assertThat(o.pruned()).isEqualTo(10));
        assertThat(names("one")).containsExactly("c0");
        assertThat(names("two")).containsExactly("c0");
        assertThat(world.approvals.left).containsExactly(Set.of(), Set.of());
    }

    @Test
    void whatACrashLeftIsEndedByTheSameApprovalAndNothingElseIs() {
        world.push("web", pages(0, 7));
        Outcome outcome = world.push("web", pages(0, 2));
        world.approve(outcome, Hold.Reason.GUARD);
        Deletions.OfObjects first = held(outcome);

        Deletions.OfObjects another = held(world.push("web", pages(0, 1)));
        assertThat(another.digest()).as("one object more is another plan").isNotEqualTo(first.digest());
        assertThat(names("one")).hasSize(8);

        admin("one").configMaps().inNamespace(namespace).withName("c5").delete();
        admin("one").configMaps().inNamespace(namespace).withName("c3").delete();
        assertThat(world.push("web", pages(0, 2))).isInstanceOf(Outcome.Synced.class);
        assertThat(names("one")).containsExactly("c0", "c1", "c2");
    }

    @Test
    void aClusterThatDoesNotAnswerHidesNothingThatIsHeldElsewhere() throws Exception {
        world.push("web", pages(0, 5));
        world.with(
                TWO,
                new ClusterAccess.Server(URI.create("https://127.0.0.1:1"), () -> "a-token", Optional.empty()),
                ApiLimits.DEFAULT,
                RequestListener.SILENT);
        Outcome outcome = world.push("web", pages(0, 0));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Waiting.class, o -> assertThat(o.unreachable()).containsExactly(TWO));
        assertThat(outcome.holds())
                .singleElement()
                .satisfies(hold -> assertThat(hold.deletions().size()).isEqualTo(5));
        world.approve(outcome, Hold.Reason.GUARD);
        assertThat(world.push("web", pages(0, 0))).isInstanceOf(Outcome.Waiting.class);
        assertThat(names("one")).containsExactly("c0");
    }

    @Test
    void protectedKindsAreToldWithADigestThatDeletesThemAndOnlyThem() {
        Map<String, String> all = pages(0, 1);
        all.put("data", CLAIM.formatted("data"));
        all.put("more", CLAIM.formatted("more"));
        world.push("web", all);
        Outcome outcome = world.push("web", pages(0, 0));
        Hold hold = outcome.holds().getFirst();
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Synced.class, o -> {
            assertThat(o.pruned()).isEqualTo(1);
            assertThat(o.warnings())
                    .hasSize(2)
                    .allSatisfy(warning -> assertThat(warning.message())
                            .endsWith("or by: mizzen approve "
                                    + hold.deletions().digest().abbreviated()));
        });
        assertThat(hold.reason()).isEqualTo(Hold.Reason.PROTECTED);
        assertThat(((Deletions.OfObjects) hold.deletions()).objects().get(World.ONE))
                .extracting(ObjectRef::name)
                .containsExactly("data", "more");

        world.approve(outcome, Hold.Reason.PROTECTED);
        assertThat(world.push("web", pages(0, 0)))
                .isInstanceOfSatisfying(
                        Outcome.Synced.class, o -> assertThat(o.pruned()).isEqualTo(2));
        assertThat(names("one")).containsExactly("c0");
    }

    @Test
    void aRetiredDeliveryKeepsProtectedKindsUntilTheyAreApproved() {
        Map<String, String> all = pages(0, 5);
        all.put("data", CLAIM.formatted("data"));
        world.push("web", all);
        world.push("other", Map.of("o", configMap("o", "1")));
        Outcome outcome = world.reconciler.retire(world.id("web"));
        assertThat(names("one")).as("no guard holds what left Git as a whole").containsExactly("o");
        assertThat(outcome).isInstanceOf(Outcome.Held.class);
        assertThat(world.reconciler.retirable()).contains(world.id("web"));
        assertThat(world.reconciler.retire(world.id("web")).holds())
                .as("it is the same hold each time")
                .isEqualTo(outcome.holds());
        world.approve(outcome, Hold.Reason.PROTECTED);
        assertThat(world.reconciler.retire(world.id("web"))).isEqualTo(new Outcome.Retired(1));
        assertThat(world.reconciler.retirable()).doesNotContain(world.id("web"));
    }

    @Test
    void anApplicationWithoutComponentsIsAnEmptyRenderAndDeletesOnlyIfApproved() {
        world.push("web", Map.of("a", configMap("a", "1")));
        Outcome outcome = world.push("web", Map.of());
        assertThat(held(outcome).size()).isEqualTo(1);
        assertThat(outcome.holds().getFirst().reason()).isEqualTo(Hold.Reason.EMPTY);
        assertThat(names("one")).containsExactly("a");
        world.approve(outcome, Hold.Reason.EMPTY);
        assertThat(world.push("web", Map.of()))
                .isInstanceOfSatisfying(
                        Outcome.Synced.class, o -> assertThat(o.pruned()).isEqualTo(1));
        assertThat(names("one")).isEmpty();
    }

    @Test
    void anApplicationThatNeverHadComponentsIsSynced() {
        assertThat(world.push("web", Map.of())).isInstanceOf(Outcome.Synced.class);
    }

    @Test
    void oneApprovalEndsAWholeDisappearanceAlsoWhenTheSetShrinks() {
        Map<String, Map<String, String>> many = new LinkedHashMap<>();
        for (int i = 0; i < 6; i++) {
            many.put("app" + i, Map.of("x", configMap("x" + i, "1")));
        }
        world.push(many);
        world.push("app0", Map.of("x", configMap("x0", "1")));
        Outcome held = world.reconciler.retire(world.id("app1"));
        assertThat(held.holds().getFirst().deletions())
                .as("the same as the commit itself names, and so of the same digest")
                .isEqualTo(new Deletions.OfDeliveries(
                        world.source,
                        IntStream.range(1, 6).mapToObj(i -> world.id("app" + i)).collect(Collectors.toSet())));
        assertThat(names("one")).hasSize(6);
        world.approve(held, Hold.Reason.LEFT_GIT);
        for (int i = 1; i < 6; i++) {
            assertThat(world.reconciler.retire(world.id("app" + i))).isEqualTo(new Outcome.Retired(1));
        }
        assertThat(names("one")).containsExactly("x0");
    }

    @Test
    void aClusterThatTheDeliveryIsNoLongerMeantForOnlyOrphansAndReports() throws Exception {
        withTwo();
        world.push("web", pages(0, 5));
        world.notPlaced.add(TWO);
        assertThat(world.push("web", pages(0, 5))).isInstanceOfSatisfying(Outcome.Synced.class, o -> {
            assertThat(o.pruned()).isZero();
            assertThat(o.holds()).isEmpty();
            assertThat(o.warnings())
                    .singleElement()
                    .satisfies(warning -> assertThat(warning.message())
                            .contains("cluster two still holds objects of " + world.id("web")));
        });
        assertThat(names("two")).hasSize(6);
    }

    @Test
    void whatLeavesWithItsDeliveryAndIsWantedElsewhereIsWaitedForNotRejected() {
        world.push("old", Map.of("x", configMap("moved", "1")));
        List<DeliverySpec> specs = world.begin(Map.of("new", Map.of("x", configMap("moved", "1"))));
        world.whilePlanning = () -> {
            world.whilePlanning = () -> {};
            assertThat(world.reconciler.retire(world.id("old"))).isInstanceOf(Outcome.Waiting.class);
        };
        assertThat(world.reconciler.reconcile(specs.getFirst())).isInstanceOf(Outcome.Synced.class);
        assertThat(world.reconciler.retire(world.id("old"))).isEqualTo(new Outcome.Retired(0));
        assertThat(names("one")).containsExactly("moved");
    }

    private KubernetesClient admin(String cluster) {
        return clusters.client(cluster);
    }

    private List<String> names(String cluster) {
        return admin(cluster).configMaps().inNamespace(namespace).list().getItems().stream()
                .map(ConfigMap::getMetadata)
                .map(metadata -> metadata.getName())
                .filter(name -> !name.equals("kube-root-ca.crt"))
                .sorted()
                .toList();
    }
}
