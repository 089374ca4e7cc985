package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import dev.mizzen.reconcile.plan.Plan;
import dev.mizzen.reconcile.plan.Plan.Action;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of a plan's deletions may be done now: what works goes only when all that stays or came works, so that a renamed
 * component is created, healthy, and only then deleted under its old name. What does not work goes at once. Pure.
 *
 * @param later why the others wait, if there are any
 */
record Succession(List<Action> now, Optional<String> later) {
    static Succession of(Plan plan, Desired desired, Observed observed) {
        List<Action> prunes = plan.actions().stream()
                .filter(action -> action instanceof Action.Prune)
                .toList();
        Optional<ObjectRef> unwell = unwell(plan, desired, observed);
        if (prunes.isEmpty() || unwell.isEmpty()) {
            return new Succession(prunes, Optional.empty());
        }
        List<Action> now = new ArrayList<>();
        for (Action prune : prunes) {
            ObservedObject live = observed.objects().get(prune.ref());
            if (live == null || live.health().state() != Health.State.HEALTHY) {
                now.add(prune);
            }
        }
        int waiting = prunes.size() - now.size();
        return new Succession(
                List.copyOf(now),
                waiting == 0
                        ? Optional.empty()
                        : Optional.of(waiting + (waiting == 1 ? " deletion waits" : " deletions wait") + " until "
                                + unwell.get() + " is healthy"));
    }

    private static Optional<ObjectRef> unwell(Plan plan, Desired desired, Observed observed) {
        Set<ObjectRef> done = new HashSet<>();
        for (Action action : plan.actions()) {
            if (action instanceof Action.Keep keep && keep.why() == Plan.Why.JOB_DONE) {
                done.add(keep.ref());
            }
        }
        return desired.objects().stream()
                .filter(DesiredObject::isWritten)
                .map(DesiredObject::ref)
                .filter(ref -> !done.contains(ref))
                .filter(ref -> !isWell(observed.objects().get(ref)))
                .findFirst();
    }

    private static boolean isWell(@Nullable ObservedObject live) {
        return live != null
                && (live.health().state() == Health.State.HEALTHY
                        || live.health().state() == Health.State.SUSPENDED);
    }
}
