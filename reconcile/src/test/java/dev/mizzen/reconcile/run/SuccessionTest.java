package dev.mizzen.reconcile.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import dev.mizzen.reconcile.plan.Plan;
import dev.mizzen.reconcile.plan.Plan.Action;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class SuccessionTest {
    private final Map<ObjectRef, ObservedObject> live = new HashMap<>();

    @Test
    void whatWorksGoesWhenWhatCameWorks() {
        live("new", Health.State.PROGRESSING);
        live("old", Health.State.HEALTHY);
        Succession waiting = succession(keep("new"), prune("old"));
        assertThat(waiting.now()).isEmpty();
        assertThat(waiting.later()).contains("1 deletion waits until /X//new is healthy");
        live("new", Health.State.HEALTHY);
        assertThat(succession(keep("new"), prune("old")).now()).hasSize(1);
        live("new", Health.State.SUSPENDED);
        assertThat(succession(keep("new"), prune("old")).later()).isEmpty();
    }

    @Test
    void whatDoesNotWorkGoesAtOnce() {
        live("new", Health.State.DEGRADED);
        live("broken", Health.State.DEGRADED);
        live("old", Health.State.HEALTHY);
        Succession some = succession(keep("new"), prune("broken"), prune("old"));
        assertThat(some.now().stream().map(a -> a.ref().name())).containsExactly("broken");
        assertThat(some.later()).isPresent();
    }

    @Test
    void whatIsMissingIsNotWellButAJobThatIsDoneIs() {
        live("old", Health.State.HEALTHY);
        assertThat(succession(keep("new"), prune("old")).later()).isPresent();
        Action done = new Action.Keep(ref("new"), Plan.Why.JOB_DONE);
        assertThat(succession(done, prune("old")).later()).isEmpty();
    }

    private Succession succession(Action... actions) {
        List<DesiredObject> objects = List.of(actions).stream()
                .filter(a -> a instanceof Action.Keep)
                .map(a -> desired(a.ref().name()))
                .toList();
        return Succession.of(
                new Plan(List.of(actions), Optional.empty()), new Desired(objects, true), new Observed(live));
    }

    private void live(String name, Health.State state) {
        live.put(
                ref(name),
                new ObservedObject(
                        ref(name),
                        "u",
                        "1",
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        false,
                        Observed.Leaving.DELETED,
                        Optional.empty(),
                        new Health(state, ""),
                        false,
                        List.of()));
    }

    private static Action keep(String name) {
        return new Action.Keep(ref(name), Plan.Why.IN_SYNC);
    }

    private static Action prune(String name) {
        return new Action.Prune(ref(name), "u", "1", false);
    }

    private static ObjectRef ref(String name) {
        return new ObjectRef("", "X", "", name);
    }

    private static DesiredObject desired(String name) {
        try {
            Manifest manifest = Manifest.of((ObjectNode) JsonMapper.shared()
                    .readTree("{\"apiVersion\":\"v1\",\"kind\":\"X\",\"metadata\":{\"name\":\"" + name + "\"}}"));
            return new DesiredObject(ref(name), manifest, Digest.of(name), name, 2);
        } catch (Rejected e) {
            throw new AssertionError(e);
        }
    }
}
