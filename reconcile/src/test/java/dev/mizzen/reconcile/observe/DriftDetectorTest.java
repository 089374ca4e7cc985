package dev.mizzen.reconcile.observe;

import static dev.mizzen.reconcile.observe.Observations.WEB;
import static dev.mizzen.reconcile.observe.Observations.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DriftDetectorTest {
    private static final Optional<Digest> BASELINE = Optional.of(Digest.of("ours"));
    private static final Optional<Digest> NO_BASELINE = Optional.empty();
    private static final Optional<ObservedObject> NOTHING = Optional.empty();

    @Test
    void an_entry_that_is_not_the_baseline_is_suspicious() {
        assertThat(suspect(Optional.of(web(1, "ours")), Optional.of(web(2, "other")), BASELINE))
                .hasValue(Suspicion.Sign.CHANGED);
    }

    @Test
    void the_same_entry_is_not_suspicious_whatever_else_changed() {
        ObservedObject rolling = web(2, "ours").withHealth(HealthRules.progressing("rolls"));
        assertThat(suspect(Optional.of(web(1, "ours")), Optional.of(rolling), BASELINE))
                .isEmpty();
    }

    @Test
    void an_object_that_drifted_is_suspected_once_and_not_at_each_event() {
        assertThat(suspect(Optional.of(web(2, "other")), Optional.of(web(3, "other")), BASELINE))
                .isEmpty();
        assertThat(suspect(Optional.of(web(3, "other")), Optional.of(web(4, "another")), BASELINE))
                .hasValue(Suspicion.Sign.CHANGED);
    }

    @Test
    void an_object_that_drifted_is_suspected_again_when_somebody_writes_it() {
        assertThat(suspect(Optional.of(touched(2, "other", 1)), Optional.of(touched(3, "other", 2)), BASELINE))
                .as("he may have put it back")
                .hasValue(Suspicion.Sign.CHANGED);
        assertThat(suspect(Optional.of(touched(2, "ours", 1)), Optional.of(touched(3, "ours", 2)), BASELINE))
                .as("all of ours is as it should be")
                .isEmpty();
        assertThat(suspect(Optional.of(touched(2, "other", 1)), Optional.of(touched(3, "other", 2)), NO_BASELINE))
                .isEmpty();
    }

    private static ObservedObject touched(int version, String entry, int touched) {
        ObservedObject web = web(version, entry);
        return new ObservedObject(
                web.ref(),
                web.uid(),
                web.resourceVersion(),
                web.partOf(),
                web.mark(),
                false,
                false,
                Observed.Leaving.DELETED,
                web.entry(),
                web.health(),
                false,
                web.additions(),
                touched);
    }

    @Test
    void what_came_back_to_the_baseline_is_not_suspicious() {
        assertThat(suspect(Optional.of(web(2, "other")), Optional.of(web(3, "ours")), BASELINE))
                .isEmpty();
    }

    @Test
    void without_a_baseline_only_a_change_that_was_seen_is_suspicious() {
        assertThat(suspect(NOTHING, Optional.of(web(1, "any")), NO_BASELINE)).isEmpty();
        assertThat(suspect(Optional.of(web(1, "any")), Optional.of(web(2, "other")), NO_BASELINE))
                .hasValue(Suspicion.Sign.CHANGED);
    }

    @Test
    void at_first_sight_the_baseline_decides() {
        assertThat(suspect(NOTHING, Optional.of(web(1, "ours")), BASELINE)).isEmpty();
        assertThat(suspect(NOTHING, Optional.of(web(1, "other")), BASELINE)).hasValue(Suspicion.Sign.CHANGED);
    }

    @Test
    void an_object_that_another_delivery_labels_as_its_own_is_suspicious() {
        ObservedObject moved =
                Observations.object(WEB, 2, "ours", new ApplySetId("applyset-other-v1"), Health.HEALTHY, false);
        assertThat(suspect(Optional.of(web(1, "ours")), Optional.of(moved), BASELINE))
                .hasValue(Suspicion.Sign.CHANGED);
    }

    @Test
    void an_object_that_is_gone_or_unmarked_is_suspicious_if_it_was_ours() {
        assertThat(DriftDetector.suspect(Optional.of(web(1, "ours")), NOTHING, false, BASELINE))
                .hasValue(Suspicion.Sign.GONE);
        assertThat(DriftDetector.suspect(Optional.of(web(1, "ours")), NOTHING, true, BASELINE))
                .hasValue(Suspicion.Sign.MARK_LOST);
        assertThat(DriftDetector.suspect(NOTHING, NOTHING, false, BASELINE)).isEmpty();
    }

    @Test
    void an_object_that_ends_is_waited_for_and_suspected_when_it_is_gone() {
        ObservedObject ending = web(2, "other").deleting();
        assertThat(suspect(Optional.of(web(1, "ours")), Optional.of(ending), BASELINE))
                .isEmpty();
        assertThat(DriftDetector.suspect(Optional.of(ending), NOTHING, false, BASELINE))
                .hasValue(Suspicion.Sign.GONE);
    }

    @Test
    void a_finished_job_may_go() {
        ObjectRef job = new ObjectRef("batch", "Job", "shop", "migrate");
        ObservedObject done = Observations.object(job, 1, "ours", Observations.SHOP, Health.HEALTHY, true);
        assertThat(DriftDetector.suspect(Optional.of(done), NOTHING, false, BASELINE))
                .isEmpty();
    }

    private static Optional<Suspicion.Sign> suspect(
            Optional<ObservedObject> before, Optional<ObservedObject> now, Optional<Digest> baseline) {
        return DriftDetector.suspect(before, now, true, baseline);
    }
}
