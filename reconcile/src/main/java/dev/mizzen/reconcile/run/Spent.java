package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import dev.mizzen.reconcile.plan.Plan.Action;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Hooks of charts that are to go once they succeeded: which may go now, and which are waited for, since nobody looks at a
 * hook that is over. Pure.
 *
 * @param now Jobs and Pods that ran to a good end with the body that is wanted
 * @param later one line for each that did not end yet, or failed
 */
record Spent(List<Action> now, List<String> later) {
    private static final String HOOK = "helm.sh/hook";
    private static final String POLICY = "helm.sh/hook-delete-policy";
    private static final String SUCCEEDED = "hook-succeeded";
    private static final Set<String> RUN_TO_AN_END = Set.of("batch/Job", "/Pod");

    /** @param done what ran to its end and is gone already */
    static Spent of(Desired desired, Observed observed, Set<ObjectRef> done) {
        List<Action> now = new ArrayList<>();
        List<String> later = new ArrayList<>();
        for (DesiredObject object : desired.objects()) {
            if (!goesOnceDone(object)) {
                continue;
            }
            ObservedObject live = observed.objects().get(object.ref());
            if (live == null ? done.contains(object.ref()) : live.terminating()) {
                continue;
            }
            if (live != null && live.finished() && isWell(live) && isAsWanted(live, object)) {
                now.add(new Action.Prune(live.ref(), live.uid(), live.resourceVersion(), false));
            } else {
                later.add("the hook " + object.ref() + " of component \"" + object.component() + "\" "
                        + (live == null ? "is not there yet" : "is " + Words.health(live.health())));
            }
        }
        return new Spent(List.copyOf(now), List.copyOf(later));
    }

    private static boolean isWell(ObservedObject live) {
        return live.health().state() == Health.State.HEALTHY;
    }

    private static boolean isAsWanted(ObservedObject live, DesiredObject object) {
        return live.mark().filter(mark -> mark.digest().equals(object.digest())).isPresent();
    }

    /** A hook is never of the stage of the chart's own objects. */
    static boolean goesOnceDone(DesiredObject object) {
        if (object.stage() == 0
                || !object.manifest().isRendered()
                || !RUN_TO_AN_END.contains(
                        object.ref().group() + "/" + object.ref().kind())) {
            return false;
        }
        JsonNode annotations = object.manifest().json().path("metadata").path("annotations");
        return annotations.has(HOOK)
                && Arrays.stream(annotations.path(POLICY).asString("").split(","))
                        .map(String::strip)
                        .anyMatch(SUCCEEDED::equals);
    }
}
