package dev.mizzen.reconcile.plan;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Treatment;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import dev.mizzen.reconcile.plan.Plan.Action;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides what must change on one cluster so that it holds exactly what is desired. Pure: same arguments, same plan. */
public final class Planner {
    /** Applies by wave, in the order of {@code desired} within one; then deletions, the last wave first. */
    public Plan plan(Desired desired, Observed observed, Owned owned) {
        List<Action> actions = new ArrayList<>();
        Set<ObjectRef> wanted = new HashSet<>();
        desired.objects().stream()
                .sorted(Comparator.comparingInt(DesiredObject::wave))
                .forEach(object -> {
                    wanted.add(object.ref());
                    actions.add(applied(object, observed.objects().get(object.ref()), owned));
                });
        List<ObservedObject> ours = observed.objects().values().stream()
                .filter(object -> object.ownedBy(owned.id()))
                .sorted(Comparator.comparing(ObservedObject::ref))
                .toList();
        List<ObservedObject> unwanted =
                ours.stream().filter(o -> !wanted.contains(o.ref())).toList();
        Removals removals = Removals.of(unwanted, desired, owned);
        Optional<Plan.Held> held = removals.held(ours.size(), desired, owned);
        actions.addAll(removals.actions(held.isPresent(), owned));
        return new Plan(List.copyOf(actions), held);
    }

    private static Action applied(DesiredObject desired, @Nullable ObservedObject live, Owned owned) {
        ObjectRef ref = desired.ref();
        if (!desired.isWritten()) {
            return new Action.Keep(ref, Plan.Why.READ_ONLY);
        }
        boolean done = desired.digest().equals(owned.finished().get(ref));
        if (live == null || !live.ownedBy(owned.id())) {
            return done
                    ? new Action.Keep(ref, Plan.Why.JOB_DONE)
                    : new Action.Create(ref, desired, isMissing(ref, owned));
        }
        if (live.terminating()) {
            return new Action.Keep(ref, Plan.Why.TERMINATING);
        }
        boolean same = live.mark().map(m -> m.digest().equals(desired.digest())).orElse(false);
        if (stays(desired.treatment().once(), same)) {
            if (!owned.baselines().containsKey(ref)) {
                return new Action.Update(ref, desired, Plan.Reason.BASELINE);
            }
            return new Action.Keep(ref, live.finished() ? Plan.Why.JOB_DONE : Plan.Why.APPLIED_ONCE);
        }
        if (!same) {
            return new Action.Update(ref, desired, Plan.Reason.RELEASE);
        }
        if (live.finished()) {
            return new Action.Keep(ref, Plan.Why.JOB_DONE);
        }
        Digest baseline = owned.baselines().get(ref);
        if (baseline == null) {
            return new Action.Update(ref, desired, Plan.Reason.BASELINE);
        }
        if (live.entry().filter(baseline::equals).isEmpty()) {
            return new Action.Update(ref, desired, Plan.Reason.DRIFT);
        }
        return owned.removesAdditions() && !live.additionsTo(desired).isEmpty()
                ? new Action.Update(ref, desired, Plan.Reason.ADDITION)
                : new Action.Keep(ref, Plan.Why.IN_SYNC);
    }

    private static boolean stays(Treatment.Once once, boolean same) {
        return switch (once) {
            case NO -> false;
            case BETWEEN_RELEASES -> same;
            case FOR_EVER -> true;
        };
    }

    /** A Job that ran to its end and was removed by its TTL was not taken from us. */
    private static boolean isMissing(ObjectRef ref, Owned owned) {
        return owned.baselines().containsKey(ref) && !owned.finished().containsKey(ref);
    }
}
