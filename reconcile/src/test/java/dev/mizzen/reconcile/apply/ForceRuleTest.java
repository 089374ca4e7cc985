package dev.mizzen.reconcile.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.plan.Plan;
import dev.mizzen.reconcile.plan.Plan.Action;
import dev.mizzen.reconcile.spec.Environment.Mode;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ForceRuleTest {
    private static final Optional<ManagedEntry> OURS =
            Optional.of(new ManagedEntry("{\"f:spec\":{\"f:image\":{},\"f:map\":{\"f:a\":{}}}}"));

    private static boolean nobody(Failure.FieldConflict conflict) {
        return conflict.path().isEmpty();
    }

    @Test
    void aDriftedFieldOfOursIsTakenBackOnlyWhereDriftIsCorrected() {
        assertThat(ForceRule.mayForce(
                        on(".spec.image"), update(Plan.Reason.DRIFT), Mode.CORRECT, OURS, ForceRuleTest::nobody))
                .isTrue();
        assertThat(ForceRule.mayForce(
                        on(".spec.image"), update(Plan.Reason.DRIFT), Mode.ALERT, OURS, ForceRuleTest::nobody))
                .isFalse();
    }

    @Test
    void aReleaseTakesBackWhatWasOursInEveryMode() {
        assertThat(ForceRule.mayForce(
                        on(".spec.image"), update(Plan.Reason.RELEASE), Mode.OBSERVE, OURS, ForceRuleTest::nobody))
                .isTrue();
        assertThat(ForceRule.mayForce(
                        on(".spec.map"), update(Plan.Reason.RELEASE), Mode.OBSERVE, OURS, ForceRuleTest::nobody))
                .as("a path above one of ours")
                .isTrue();
    }

    @Test
    void oneStrangePathIsEnoughToRefuse() {
        assertThat(ForceRule.mayForce(
                        on(".spec.image", ".spec.replicas"),
                        update(Plan.Reason.RELEASE),
                        Mode.CORRECT,
                        OURS,
                        ForceRuleTest::nobody))
                .isFalse();
    }

    @Test
    void withoutAStoredEntryOnlyAnUnchangedBodyMayBeForced() {
        assertThat(ForceRule.mayForce(
                        on(".spec.image"),
                        update(Plan.Reason.BASELINE),
                        Mode.CORRECT,
                        Optional.empty(),
                        ForceRuleTest::nobody))
                .isTrue();
        assertThat(ForceRule.mayForce(
                        on(".spec.image"),
                        update(Plan.Reason.RELEASE),
                        Mode.CORRECT,
                        Optional.empty(),
                        ForceRuleTest::nobody))
                .isFalse();
        assertThat(ForceRule.mayForce(
                        on(".spec.image"), create(), Mode.CORRECT, Optional.empty(), ForceRuleTest::nobody))
                .isFalse();
    }

    @Test
    void whatItsHolderHasNoMoreUseForIsTakenByAReleaseAndByACorrection() {
        Predicate<Failure.FieldConflict> replicas = conflict -> conflict.path().equals(".spec.replicas");
        assertThat(ForceRule.mayForce(
                        on(".spec.replicas"), update(Plan.Reason.RELEASE), Mode.ALERT, Optional.empty(), replicas))
                .isTrue();
        assertThat(ForceRule.mayForce(on(".spec.replicas"), create(), Mode.CORRECT, Optional.empty(), replicas))
                .isTrue();
        assertThat(ForceRule.mayForce(on(".spec.replicas"), update(Plan.Reason.DRIFT), Mode.ALERT, OURS, replicas))
                .isFalse();
        assertThat(ForceRule.mayForce(
                        on(".spec.replicas", ".spec.other"), update(Plan.Reason.RELEASE), Mode.CORRECT, OURS, replicas))
                .isFalse();
    }

    private static Failure.Conflict on(String... paths) {
        return new Failure.Conflict(
                List.of(paths).stream()
                        .map(path -> new Failure.FieldConflict(path, "other"))
                        .toList(),
                "conflict");
    }

    private static Action update(Plan.Reason reason) {
        return new Action.Update(desired().ref(), desired(), reason);
    }

    private static Action create() {
        return new Action.Create(desired().ref(), desired(), false);
    }

    private static DesiredObject desired() {
        try {
            Manifest manifest = Manifest.of((ObjectNode) JsonMapper.shared()
                    .readTree("{\"apiVersion\":\"v1\",\"kind\":\"X\",\"metadata\":{\"name\":\"x\"}}"));
            return new DesiredObject(new ObjectRef("", "X", "", "x"), manifest, Digest.of("d"), "c", 2);
        } catch (Rejected e) {
            throw new AssertionError(e);
        }
    }
}
