package dev.mizzen.daemon.trigger;

import static dev.mizzen.daemon.trigger.Specs.deliver;
import static dev.mizzen.daemon.trigger.Specs.id;
import static dev.mizzen.daemon.trigger.Specs.revision;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.daemon.report.StatusBoard;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.run.Outcome;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SuccessorsTest {
    private static final ClusterName CLUSTER = new ClusterName("one");
    private static final ObjectRef OBJECT = new ObjectRef("apps", "Deployment", "shop", "new");

    private final Wants wants = new Wants();
    private final StatusBoard board = new StatusBoard(Clock.systemUTC());
    private final Successors successors = new Successors(wants, board);
    private final List<DeliveryId> again = new ArrayList<>();

    @BeforeEach
    void anApplicationIsRenamed() {
        successors.follow(again::add);
        comes("same", 1);
        comes("new", 2);
        leaves("old", 2);
        successors.head(Specs.SHOP, Set.of(id("new")));
    }

    private void comes(String app, int commit) {
        wants.put(new Want.Spec(
                deliver(revision(commit), app, "a", ""),
                revision(commit),
                new Inputs("00"),
                Clock.systemUTC().instant()));
        board.wanted(id(app), revision(commit), Clock.systemUTC().instant());
    }

    private void leaves(String app, int commit) {
        wants.put(new Want.Gone(id(app), revision(commit)));
        board.wanted(id(app), revision(commit), Clock.systemUTC().instant());
    }

    private void becomes(String app, int commit, Health health) {
        board.outcome(id(app), revision(commit), new Outcome.Synced(1, 0, Map.of(CLUSTER, List.of(OBJECT)), List.of()));
        board.health(id(app), CLUSTER, Map.of(OBJECT, health));
    }

    @Test
    void theOldNameWaitsUntilTheNewOneIsWellAndIsToldThen() {
        assertThat(successors.awaited(id("old"))).contains(id("new"));
        becomes("new", 2, new Health(Health.State.PROGRESSING, "0 of 1"));
        assertThat(successors.awaited(id("old"))).isPresent();
        assertThat(again).isEmpty();
        becomes("new", 2, Health.HEALTHY);
        assertThat(successors.awaited(id("old"))).isEmpty();
        assertThat(again).containsExactly(id("old"));
    }

    @Test
    void aCommitThatMendsTheNewOneIsStillWaitedFor() {
        comes("new", 3);
        leaves("old", 3);
        successors.head(Specs.SHOP, Set.of(id("new")));
        comes("same", 4);
        leaves("old", 4);
        successors.head(Specs.SHOP, Set.of());
        assertThat(successors.awaited(id("old"))).contains(id("new"));
    }

    @Test
    void afterARestartTheSameCommitTells() {
        Successors restarted = new Successors(wants, board);
        restarted.head(Specs.SHOP, Set.of());
        assertThat(restarted.awaited(id("old"))).contains(id("new"));
    }

    @Test
    void whatLeavesTooIsNotWaitedFor() {
        leaves("new", 3);
        successors.head(Specs.SHOP, Set.of());
        assertThat(successors.awaited(id("old"))).isEmpty();
    }
}
