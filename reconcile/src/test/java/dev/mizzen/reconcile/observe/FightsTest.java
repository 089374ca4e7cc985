package dev.mizzen.reconcile.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.ObjectRef;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FightsTest {
    private static final ClusterName CLUSTER = new ClusterName("one");
    private static final ObjectRef WEB = new ObjectRef("apps", "Deployment", "shop", "web");

    private final HandClock clock = new HandClock();
    private final Fights fights = new Fights(clock);

    @Test
    void the_third_loss_of_a_path_to_one_manager_in_ten_minutes_is_a_fight() {
        assertThat(lostAndPutBack("spec.replicas", "keda")).isEmpty();
        assertThat(lostAndPutBack("spec.replicas", "keda")).isEmpty();
        assertThat(lost("spec.replicas", "keda"))
                .hasValue(new Fights.Fight(
                        "keda", "spec.replicas", clock.instant().plus(Fights.WINDOW)));
    }

    @Test
    void the_same_loss_proved_again_counts_once() {
        for (int i = 0; i < 10; i++) {
            assertThat(lost("spec.replicas", "keda")).isEmpty();
        }
    }

    @Test
    void losses_to_different_managers_or_of_different_paths_are_no_fight() {
        assertThat(lostAndPutBack("spec.replicas", "keda")).isEmpty();
        assertThat(lostAndPutBack("spec.replicas", "kubectl")).isEmpty();
        assertThat(lostAndPutBack("spec.paused", "keda")).isEmpty();
        assertThat(lostAndPutBack("spec.replicas", "unknown")).isEmpty();
        assertThat(lostAndPutBack("spec.replicas", "unknown")).isEmpty();
        assertThat(lostAndPutBack("spec.replicas", "unknown")).isEmpty();
    }

    @Test
    void whoever_removes_has_no_name_and_is_given_more_time() {
        for (int i = 1; i < Fights.LOSSES_TO_UNKNOWN; i++) {
            assertThat(lostAndPutBack("data.k", "unknown")).isEmpty();
        }
        assertThat(lost("data.k", "unknown")).map(Fights.Fight::manager).hasValue("unknown");
    }

    @Test
    void a_fight_over_one_field_leaves_the_others_of_the_object_alone() {
        lostAndPutBack("spec.replicas", "keda");
        lostAndPutBack("spec.replicas", "keda");
        assertThat(lostAndPutBack("spec.replicas", "keda")).isPresent();
        assertThat(lost("spec.paused", "kubectl")).isEmpty();
        assertThat(lost("spec.replicas", "keda")).isPresent();
    }

    @Test
    void a_release_that_is_lost_during_a_fight_makes_it_no_longer() {
        lostAndPutBack("spec.replicas", "keda");
        lostAndPutBack("spec.replicas", "keda");
        Fights.Fight fight = lostAndPutBack("spec.replicas", "keda").orElseThrow();
        for (int i = 0; i < 5; i++) {
            assertThat(lostAndPutBack("spec.replicas", "keda")).hasValue(fight);
        }
    }

    @Test
    void three_losses_in_more_than_ten_minutes_are_no_fight() {
        assertThat(lostAndPutBack("spec.replicas", "keda")).isEmpty();
        assertThat(lostAndPutBack("spec.replicas", "keda")).isEmpty();
        clock.forward(Fights.WINDOW.plusSeconds(1));
        assertThat(lostAndPutBack("spec.replicas", "keda")).isEmpty();
        assertThat(lostAndPutBack("spec.replicas", "keda")).isEmpty();
        assertThat(lost("spec.replicas", "keda")).isPresent();
    }

    @Test
    void a_fight_goes_on_until_its_time_is_over_and_then_begins_from_nothing() {
        lostAndPutBack("spec.replicas", "keda");
        lostAndPutBack("spec.replicas", "keda");
        lost("spec.replicas", "keda");
        clock.forward(Fights.WINDOW.minusSeconds(2));
        assertThat(lost("spec.replicas", "keda")).isPresent();
        clock.forward(Duration.ofSeconds(2));
        assertThat(lostAndPutBack("spec.replicas", "keda")).isEmpty();
        assertThat(lostAndPutBack("spec.replicas", "keda")).isEmpty();
    }

    private Optional<Fights.Fight> lostAndPutBack(String path, String manager) {
        Optional<Fights.Fight> fight = lost(path, manager);
        fights.putBack(CLUSTER, WEB);
        return fight;
    }

    private Optional<Fights.Fight> lost(String path, String manager) {
        clock.forward(Duration.ofSeconds(1));
        return fights.lost(CLUSTER, WEB, List.of(new Drift.Field(path, "1", "2", manager, Optional.empty())));
    }
}
