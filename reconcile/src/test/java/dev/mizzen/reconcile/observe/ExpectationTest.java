package dev.mizzen.reconcile.observe;

import static dev.mizzen.reconcile.observe.Observations.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.FieldPath;
import dev.mizzen.reconcile.plan.Observed.Addition;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExpectationTest {
    private static final Expectation OURS = new Expectation(Optional.of(Digest.of("ours")));
    private static final List<Addition> SIDECAR = List.of(addition("side"));

    @Test
    void what_strangers_added_is_judged_only_while_all_of_ours_is_as_expected() {
        ObservedObject before = web(1, "ours").withAdditions(SIDECAR);
        ObservedObject taken = web(2, "taken").withAdditions(List.of(addition("side"), addition("ours")));
        ObservedObject again = web(3, "ours").withAdditions(List.of(addition("side"), addition("new")));

        assertThat(OURS.judge(taken, Optional.of(before)).additions()).isEqualTo(SIDECAR);
        assertThat(OURS.judge(taken, Optional.empty()).additions()).isEmpty();
        assertThat(OURS.judge(again, Optional.of(before))).isEqualTo(again);
    }

    @Test
    void it_is_met_again_when_it_was_not_met_before() {
        assertThat(OURS.isMetAgain(step(web(1, "other"), web(2, "ours")))).isTrue();
        assertThat(OURS.isMetAgain(step(web(1, "ours"), web(2, "ours")))).isFalse();
        assertThat(OURS.isMetAgain(step(web(1, "other"), web(2, "another")))).isFalse();
        assertThat(OURS.isMetAgain(new Holdings.Step(Optional.of(web(1, "other")), Optional.empty())))
                .isFalse();
        assertThat(new Expectation(Optional.empty()).isMetAgain(step(web(1, "other"), web(2, "ours"))))
                .as("nothing is expected")
                .isFalse();
    }

    private static Holdings.Step step(ObservedObject before, ObservedObject now) {
        return new Holdings.Step(Optional.of(before), Optional.of(now));
    }

    private static Addition addition(String name) {
        return new Addition(
                FieldPath.ROOT.then(new FieldPath.Step.Name(name)), "kubectl-edit", Optional.empty(), false);
    }
}
