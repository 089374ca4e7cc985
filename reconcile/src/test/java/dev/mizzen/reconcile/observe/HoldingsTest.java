package dev.mizzen.reconcile.observe;

import static dev.mizzen.reconcile.observe.Observations.SHOP;
import static dev.mizzen.reconcile.observe.Observations.WEB;
import static dev.mizzen.reconcile.observe.Observations.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HoldingsTest {
    private final Holdings holdings = new Holdings();

    @Test
    void an_older_state_that_arrives_later_changes_nothing() {
        take(web(10, "new"));
        assertThat(take(web(9, "old")).changed()).isFalse();
        assertThat(holdings.take(WEB, Optional.empty(), "9").changed()).isFalse();
        assertThat(holdings.of(SHOP).objects()).containsEntry(WEB, web(10, "new"));
    }

    @Test
    void versions_are_compared_as_numbers() {
        take(web(99, "old"));
        take(web(100, "new"));
        assertThat(holdings.of(SHOP).objects()).containsEntry(WEB, web(100, "new"));
    }

    @Test
    void an_object_that_changes_hands_leaves_its_former_owner() {
        ApplySetId other = new ApplySetId("applyset-other-v1");
        take(web(1, "a"));
        ObservedObject moved = Observations.object(WEB, 2, "a", other, Health.HEALTHY, false);
        take(moved);
        assertThat(holdings.of(SHOP).objects()).isEmpty();
        assertThat(holdings.of(other).objects()).containsEntry(WEB, moved);
    }

    @Test
    void what_is_gone_is_held_no_more() {
        take(web(1, "a"));
        assertThat(holdings.take(WEB, Optional.empty(), "2").before()).hasValue(web(1, "a"));
        assertThat(holdings.of(SHOP).objects()).isEmpty();
        assertThat(holdings.all()).isEmpty();
    }

    @Test
    void a_deletion_of_ours_shows_until_an_event_tells_more() {
        take(web(1, "a"));
        holdings.terminating(WEB);
        assertThat(holdings.all()).allMatch(ObservedObject::terminating);
        take(web(2, "a"));
        assertThat(holdings.all()).noneMatch(ObservedObject::terminating);
    }

    @Test
    void what_is_judged_anew_replaces_only_the_state_that_it_was_made_of() {
        take(web(2, "a"));
        assertThat(holdings.judge(WEB, Optional.of(web(2, "b"))).now()).hasValue(web(2, "b"));
        assertThat(holdings.find(WEB)).hasValue(web(2, "b"));
        assertThat(holdings.judge(WEB, Optional.of(web(1, "old"))).changed()).isFalse();
        assertThat(holdings.judge(WEB, Optional.empty()).changed()).isFalse();
        assertThat(holdings.find(WEB)).hasValue(web(2, "b"));
    }

    private Holdings.Step take(ObservedObject object) {
        return holdings.take(object.ref(), Optional.of(object), object.resourceVersion());
    }
}
