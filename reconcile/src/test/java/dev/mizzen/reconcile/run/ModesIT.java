package dev.mizzen.reconcile.run;

import static dev.mizzen.reconcile.run.ReconcilerIT.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.reconcile.observe.Drift;
import dev.mizzen.reconcile.spec.Environment.Mode;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where drift is only told, nothing of it is written; and it is over when somebody puts the value back. */
@Clusters
class ModesIT {
    private World world;
    private Stranger stranger;

    @BeforeEach
    void start(TestCluster clusters, FreshNamespace fresh) throws Exception {
        stranger = new Stranger(clusters.kubeconfig("one"), clusters.client("one"), fresh.name());
        world = new World(fresh.name(), Baselines.inMemory()).with(clusters.kubeconfig("one"));
    }

    @AfterEach
    void stop() {
        world.close();
        stranger.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"OBSERVE", "ALERT"})
    void a_value_that_somebody_puts_back_is_no_drift_any_more_and_ours_again(Mode mode) throws Exception {
        world.mode = mode;
        run();
        edit("theirs");
        world.writes();
        run();
        assertThat(world.writes()).isEmpty();
        assertThat(world.drifts).extracting(Drift::mode).containsExactly(mode);
        world.settled.clear();

        edit("1");
        run();

        assertThat(world.drifts).as("nothing is told anew").hasSize(1);
        assertThat(world.settled).contains(world.configMap("a"));
        assertThat(world.writes()).as("our entry alone came back").containsExactly("patch configmaps");
        assertThat(value()).isEqualTo("1");
        edit("theirs again");
        run();
        assertThat(world.drifts).as("so that the next edit is seen").hasSize(2);
        assertThat(value()).isEqualTo("theirs again");
    }

    @ParameterizedTest
    @EnumSource(names = {"OBSERVE", "ALERT"})
    void a_deleted_object_stays_away_until_the_next_release(Mode mode) throws Exception {
        world.mode = mode;
        run();
        stranger.delete("ConfigMap", "a");
        await().atMost(World.SOON).until(() -> !world.suspicions.isEmpty());
        world.writes();

        run();

        assertThat(world.writes()).isEmpty();
        assertThat(world.drifts).extracting(Drift::kind).containsExactly(Drift.Kind.DELETED);
        assertThat(world.push("web", Map.of("a", configMap("a", "2")))).isInstanceOf(Outcome.Synced.class);
        assertThat(value()).isEqualTo("2");
    }

    @Test
    void an_object_without_our_label_gets_it_back_by_a_release() throws Exception {
        world.mode = Mode.ALERT;
        run();
        stranger.merge(
                "ConfigMap",
                "a",
                "kubectl-label",
                "{ metadata: { labels: { applyset.kubernetes.io/part-of: null } } }");
        await().atMost(World.SOON).until(() -> !world.suspicions.isEmpty());
        world.writes();
        run();
        assertThat(world.writes()).isEmpty();

        assertThat(world.push("web", Map.of("a", configMap("a", "2")))).isInstanceOf(Outcome.Synced.class);

        assertThat(value()).isEqualTo("2");
        assertThat(stranger.live("ConfigMap", "a").at("/metadata/labels").has("applyset.kubernetes.io/part-of"))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void what_admits_no_doubt_is_told_in_its_mode(Mode mode) throws Exception {
        world.mode = mode;
        run();
        edit("theirs");

        run();

        assertThat(world.drifts).extracting(Drift::mode).containsExactly(mode);
        assertThat(value()).isEqualTo(mode == Mode.CORRECT ? "1" : "theirs");
    }

    private void run() {
        assertThat(world.push("web", Map.of("a", configMap("a", "1")))).isInstanceOf(Outcome.Synced.class);
    }

    /** And the watch has made a suspicion of it: also of a value that is put back. */
    private void edit(String value) throws Exception {
        int before = world.suspicions.size();
        stranger.merge("ConfigMap", "a", "kubectl-edit", "{ data: { k: \"%s\" } }".formatted(value));
        await().atMost(World.SOON).until(() -> world.suspicions.size() > before);
    }

    private String value() throws Exception {
        return stranger.live("ConfigMap", "a").at("/data/k").asString();
    }
}
