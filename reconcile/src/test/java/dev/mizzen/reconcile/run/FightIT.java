package dev.mizzen.reconcile.run;

import static dev.mizzen.reconcile.run.ReconcilerIT.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.reconcile.observe.Fights;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Another controller wants a field of ours to be another, and is as quick as we are. */
@Clusters
class FightIT {
    private World world;
    private Stranger stranger;
    private volatile boolean peace;
    private Thread opponent = new Thread();

    @BeforeEach
    void start(TestCluster clusters, FreshNamespace fresh) throws Exception {
        stranger = new Stranger(clusters.kubeconfig("one"), clusters.client("one"), fresh.name());
        world = new World(fresh.name(), Baselines.inMemory()).with(clusters.kubeconfig("one"));
    }

    @AfterEach
    void stop() throws Exception {
        peace = true;
        opponent.join();
        world.close();
        stranger.close();
    }

    @Test
    void a_fight_ends_with_its_opponents_name_and_a_release_still_goes_out() throws Exception {
        world.push("web", Map.of("a", configMap("a", "1")));
        world.writes();
        attack();

        DeliverySpec spec = fightItOut();
        assertThat(world.fights.getFirst().manager()).isEqualTo("opponent");
        assertThat(world.fights.getFirst().path()).isEqualTo("data.k");
        assertThat(world.writes()).as("put back twice, each time refused first").hasSizeLessThanOrEqualTo(4);
        assertThat(world.reconciler.reconcile(spec))
                .isInstanceOfSatisfying(
                        Outcome.Waiting.class,
                        o -> assertThat(o.message()).contains("\"opponent\" takes data.k again and again"));
        for (int i = 0; i < 20; i++) {
            world.reconciler.reconcile(spec);
        }
        assertThat(world.writes()).isEmpty();

        Outcome release = world.push("web", Map.of("a", configMap("a", "2")));
        assertThat(release).isInstanceOf(Outcome.Synced.class);
        assertThat(world.writes()).as("refused, then forced").hasSizeLessThanOrEqualTo(2);
        DeliverySpec second = again("2");
        await().atMost(World.SOON).until(() -> world.reconciler.reconcile(second) instanceof Outcome.Waiting);
        assertThat(world.writes()).as("once").isEmpty();

        world.later = Duration.ofMinutes(11);
        Fights.Fight before = world.fights.getLast();
        await().atMost(World.SOON).until(() -> {
            world.reconciler.reconcile(second);
            return !world.fights.getLast().equals(before);
        });
        assertThat(world.writes())
                .as("tried again, and as soon given up")
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(6);
    }

    @Test
    void a_field_that_is_removed_by_somebody_unknown_is_not_put_back_for_ever() throws Exception {
        world.push("web", Map.of("a", configMap("a", "1")));
        world.writes();
        attackWith("{ data: { k: null } }", "1");

        fightItOut();

        assertThat(world.fights.getFirst().manager()).isEqualTo("unknown");
        assertThat(world.writes()).hasSizeLessThanOrEqualTo(10);
    }

    private void attack() {
        attackWith("{ data: { k: theirs } }", "theirs");
    }

    private void attackWith(String patch, String wanted) {
        boolean removes = patch.contains("null");
        opponent = Thread.ofVirtual().start(() -> {
            while (!peace) {
                try {
                    String now = stranger.live("ConfigMap", "a").at("/data/k").asString("");
                    if (removes ? now.equals(wanted) : !now.equals(wanted)) {
                        stranger.merge("ConfigMap", "a", "opponent", patch);
                    }
                } catch (ApiException e) {
                    throw new AssertionError(e);
                }
            }
        });
    }

    /** Runs again and again, as suspicions make the daemon do. */
    private DeliverySpec fightItOut() {
        DeliverySpec spec = again("1");
        await().atMost(World.SOON).pollInterval(Duration.ofMillis(1)).until(() -> {
            world.reconciler.reconcile(spec);
            return !world.fights.isEmpty();
        });
        return spec;
    }

    private DeliverySpec again(String value) {
        return world.begin(Map.of("web", Map.of("a", configMap("a", value)))).getFirst();
    }

    @Test
    void what_is_lost_three_times_to_three_people_is_no_fight() throws Exception {
        world.push("web", Map.of("a", configMap("a", "1")));
        for (String person : List.of("ann", "bob", "kim")) {
            int suspected = world.suspicions.size();
            stranger.merge("ConfigMap", "a", person, "{ data: { k: theirs } }");
            await().atMost(World.SOON).until(() -> world.suspicions.size() > suspected);
            assertThat(world.push("web", Map.of("a", configMap("a", "1")))).isInstanceOf(Outcome.Synced.class);
        }

        assertThat(stranger.live("ConfigMap", "a").at("/data/k").asString()).isEqualTo("1");
        assertThat(world.drifts).hasSize(3);
        assertThat(world.fights).isEmpty();
    }
}
