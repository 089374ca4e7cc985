package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import dev.mizzen.reconcile.plan.Plan;
import dev.mizzen.reconcile.plan.Plan.Action;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Components, and their stages, that are not yet as the release says or not healthy, and why. Pure.
 *
 * @param why of the first such object, by component and stage
 */
record Unready(Map<String, SortedMap<Integer, String>> why) {
    static Unready of(Plan plan, Desired desired, Observed observed) {
        Unready unready = new Unready(new HashMap<>());
        Set<ObjectRef> done = new HashSet<>();
        for (Action action : plan.actions()) {
            Gate.starts(action).ifPresent(object -> unready.add(object, "it is not applied yet"));
            if (action instanceof Action.Keep keep && keep.why() == Plan.Why.JOB_DONE) {
                done.add(keep.ref());
            }
        }
        for (DesiredObject object : desired.objects()) {
            if (!object.isWritten()) {
                continue; // it is there, or its component is late; how well it is, its owner knows
            }
            ObservedObject live = observed.objects().get(object.ref());
            boolean gone = live == null && done.contains(object.ref());
            if (!gone && (live == null || live.health().state() != Health.State.HEALTHY)) {
                unready.add(
                        object, object.ref() + (live == null ? " is missing" : " is " + Words.health(live.health())));
            }
        }
        return unready;
    }

    private void add(DesiredObject object, String reason) {
        why.computeIfAbsent(object.component(), component -> new TreeMap<>()).putIfAbsent(object.stage(), reason);
    }

    /** Why the component as a whole is not ready. */
    Optional<String> of(String component) {
        return Optional.ofNullable(why.get(component)).map(stages -> stages.get(stages.firstKey()));
    }

    /** Why the stages of the object's component that come before its own are not ready. */
    Optional<String> before(DesiredObject object) {
        return Optional.ofNullable(why.get(object.component()))
                .map(stages -> stages.headMap(object.stage()))
                .filter(earlier -> !earlier.isEmpty())
                .map(earlier -> earlier.get(earlier.firstKey()));
    }
}
