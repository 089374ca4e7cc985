package dev.mizzen.reconcile.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Treatment;
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

class GateTest {
    private static final Map<String, List<String>> CHAIN = Map.of("api", List.of("db"), "web", List.of("api"));

    private final Map<ObjectRef, ObservedObject> live = new HashMap<>();

    @Test
    void theFirstOfAChainStartsAndTheOthersSayWhatTheyWaitFor() {
        Gate gate = gate(create("db"), create("api"), create("web"), create("alone"));
        assertThat(gate.now().stream().map(a -> a.ref().name())).containsExactly("db", "alone");
        assertThat(gate.later())
                .containsExactly(
                        "component \"api\" waits for \"db\": it is not applied yet",
                        "component \"web\" waits for \"api\": it is not applied yet");
    }

    @Test
    void aComponentStartsWhenTheOneBeforeItIsHealthy() {
        live("db", Health.State.PROGRESSING);
        assertThat(gate(keep("db"), create("api")).later())
                .containsExactly("component \"api\" waits for \"db\": /X//db is progressing, 0 of 1");
        live("db", Health.State.HEALTHY);
        assertThat(gate(keep("db"), create("api")).later()).isEmpty();
    }

    @Test
    void whatRunsAlreadyIsCorrectedWhateverItsDependenciesDo() {
        live("db", Health.State.DEGRADED);
        live("api", Health.State.HEALTHY);
        Action drift = new Action.Update(ref("api"), desired("api"), Plan.Reason.DRIFT);
        assertThat(gate(keep("db"), drift).now()).contains(drift);
        Action release = new Action.Update(ref("api"), desired("api"), Plan.Reason.RELEASE);
        assertThat(gate(keep("db"), release).now()).doesNotContain(release);
        Action missing = new Action.Create(ref("api"), desired("api"), true);
        assertThat(gate(keep("db"), missing).now()).contains(missing);
    }

    @Test
    void aJobThatIsDoneAndGoneHoldsNobodyUp() {
        Action done = new Action.Keep(ref("db"), Plan.Why.JOB_DONE);
        assertThat(gate(done, create("api")).later()).isEmpty();
    }

    @Test
    void aDependencyThatIsNotOnThisClusterIsLookedThrough() {
        assertThat(gate(create("db"), create("web")).later())
                .containsExactly("component \"api\" waits for \"db\": it is not applied yet");
    }

    private Gate gate(Action... actions) {
        List<DesiredObject> objects = List.of(actions).stream()
                .map(a -> a instanceof Action.Create create
                        ? create.desired()
                        : desired(a.ref().name()))
                .toList();
        return Gate.of(
                new Plan(List.of(actions), Optional.empty()), new Desired(objects, true), new Observed(live), CHAIN);
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
                        new Health(state, "0 of 1"),
                        false,
                        List.of()));
    }

    @Test
    void whatIsDispatchedLaterWaitsForWhatTheSameComponentDispatchesBefore() {
        Action before = create("migration", "web", -1);
        Action with = create("web", "web", 0);
        Action after = create("smoke-test", "web", 1);
        Gate first = gate(with, after, before);
        assertThat(first.now()).containsExactly(before);
        assertThat(first.later())
                .containsExactly(
                        "component \"web\" goes on when its earlier objects are healthy: it is not applied yet");

        live("migration", Health.State.HEALTHY);
        assertThat(gate(with, after).now()).containsExactly(with);

        live("web", Health.State.HEALTHY);
        assertThat(gate(after).now()).containsExactly(after);
    }

    private static Action create(String name, String component, int stage) {
        DesiredObject plain = desired(name);
        return new Action.Create(
                ref(name),
                new DesiredObject(
                        ref(name), plain.manifest(), plain.digest(), component, 2, List.of(), stage, Treatment.NORMAL),
                false);
    }

    private static Action create(String name) {
        return new Action.Create(ref(name), desired(name), false);
    }

    private static Action keep(String name) {
        return new Action.Keep(ref(name), Plan.Why.IN_SYNC);
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
