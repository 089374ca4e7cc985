package dev.mizzen.daemon.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LanesTest {
    private static Lane to(String cluster) {
        return new Lane.To(Set.of(new ClusterName(cluster)));
    }

    private static void add(Lanes lanes, String cluster, String... ids) {
        for (String id : ids) {
            lanes.add(DeliveryId.parse(id), to(cluster), true);
        }
    }

    private static void many(Lanes lanes, String cluster, String source, int count, boolean urgent) {
        for (int i = 0; i < count; i++) {
            lanes.add(DeliveryId.parse(source + "/e/" + cluster + "-" + i + (urgent ? "" : "-r")), to(cluster), urgent);
        }
    }

    private static List<String> takeAll(Lanes lanes) {
        List<String> taken = new ArrayList<>();
        for (var id = lanes.take(); id.isPresent(); id = lanes.take()) {
            taken.add(id.get().toString());
        }
        return taken;
    }

    @Test
    void lanesAndThenTheSourcesInThemTakeTurns() {
        Lanes lanes = new Lanes(100, 10);
        add(lanes, "one", "a/x/1", "a/x/2", "a/y/3", "b/x/1", "b/x/2");
        add(lanes, "two", "a/z/1", "a/z/2");
        assertThat(takeAll(lanes)).containsExactly("a/x/1", "a/z/1", "b/x/1", "a/z/2", "a/x/2", "b/x/2", "a/y/3");
    }

    @Test
    void aFullLaneLeavesTheOthersTheirs() {
        Lanes lanes = new Lanes(100, 4);
        many(lanes, "dead", "a", 50, true);
        many(lanes, "live", "a", 2, true);
        assertThat(takeAll(lanes)).hasSize(5).contains("a/e/live-0", "a/e/live-1");
        lanes.release(DeliveryId.parse("a/e/dead-0"), to("dead"));
        assertThat(takeAll(lanes)).containsExactly("a/e/dead-3");
    }

    @Test
    void aSourceHoldsAtMostThreeQuartersOfALane() {
        Lanes lanes = new Lanes(256, 16);
        many(lanes, "one", "a", 50, true);
        assertThat(takeAll(lanes)).hasSize(12);
        many(lanes, "one", "b", 1, true);
        assertThat(takeAll(lanes)).as("the next source finds a place").containsExactly("b/e/one-0");
    }

    @Test
    void whoHoldsNoPlaceFindsOneHoweverManyLanesAreFull() {
        Lanes lanes = new Lanes(256, 16);
        for (int stuck = 0; stuck < 200; stuck++) {
            many(lanes, "stuck-" + stuck, "a", 50, true);
        }
        assertThat(takeAll(lanes).size()).as("bounded in all").isLessThan(256);
        many(lanes, "live", "b", 1, true);
        assertThat(takeAll(lanes)).containsExactly("b/e/live-0");
    }

    @Test
    void whatCanWaitGoesLastAndIsNotForgotten() {
        Lanes lanes = new Lanes(100, 100);
        many(lanes, "one", "a", 20, false);
        many(lanes, "one", "a", 8, true);
        List<String> taken = takeAll(lanes);
        assertThat(taken).hasSize(28);
        assertThat(taken.subList(0, 10)).filteredOn(id -> id.endsWith("-r")).hasSize(2);
    }

    @Test
    void nothingIsKeptOfALaneThatIsOver() {
        Lanes lanes = new Lanes(10, 10);
        add(lanes, "one", "a/x/1", "a/x/2");
        lanes.remove(DeliveryId.parse("a/x/2"), to("one"));
        assertThat(takeAll(lanes)).containsExactly("a/x/1");
        lanes.release(DeliveryId.parse("a/x/1"), to("one"));
        assertThat(lanes.size()).isZero();
        assertThat(lanes.lanes()).isZero();
    }
}
