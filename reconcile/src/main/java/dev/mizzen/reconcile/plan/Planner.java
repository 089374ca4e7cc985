package dev.mizzen.reconcile.plan;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import dev.mizzen.reconcile.plan.Plan.Action;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides what must change on one cluster so that it holds exactly what is desired. Pure: same arguments, same plan. */
public final class Planner {
    private static final int DELETIONS_WITHOUT_GUARD = 3;

    /** Kinds whose deletion takes data or other objects with it. */
    private static final Set<String> PROTECTED = Set.of(
            "/Namespace",
            "/PersistentVolume",
            "/PersistentVolumeClaim",
            "apiextensions.k8s.io/CustomResourceDefinition");

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
        Optional<Plan.Held> held = held(deletable(unwanted, desired, owned), ours.size(), desired, owned);
        actions.addAll(removals(unwanted, desired, owned, held.isPresent()));
        return new Plan(List.copyOf(actions), held);
    }

    /** What an approval of the deletion of exactly these objects names. */
    public static Digest deletions(ApplySetId id, Collection<ObjectRef> refs) {
        return Digest.of(
                refs.stream().sorted().map(ObjectRef::toString).collect(Collectors.joining("\n", id + "\n", "")));
    }

    private static Action applied(DesiredObject desired, @Nullable ObservedObject live, Owned owned) {
        ObjectRef ref = desired.ref();
        boolean done = desired.digest().equals(owned.finished().get(ref));
        if (live == null || !live.ownedBy(owned.id())) {
            return done
                    ? new Action.Keep(ref, Plan.Why.JOB_DONE)
                    : new Action.Create(ref, desired, owned.baselines().containsKey(ref));
        }
        if (live.terminating()) {
            return new Action.Keep(ref, Plan.Why.TERMINATING);
        }
        if (!live.mark().map(m -> m.digest().equals(desired.digest())).orElse(false)) {
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

    private static List<Action> removals(List<ObservedObject> unwanted, Desired desired, Owned owned, boolean held) {
        List<Action> removals = new ArrayList<>();
        unwanted.stream()
                .sorted(Comparator.comparingInt((ObservedObject o) ->
                                Wave.of(o.ref().group(), o.ref().kind()))
                        .reversed())
                .forEach(o -> removals.add(removal(o, desired, owned, held)));
        return removals;
    }

    private static Action removal(ObservedObject object, Desired desired, Owned owned, boolean held) {
        return keptWhy(object, desired, owned)
                .or(() -> held ? Optional.of(Plan.Why.PRUNE_HELD) : Optional.empty())
                .<Action>map(why -> new Action.Keep(object.ref(), why))
                .orElseGet(() -> new Action.Prune(object.ref(), object.uid(), object.resourceVersion()));
    }

    private static Optional<Plan.Why> keptWhy(ObservedObject object, Desired desired, Owned owned) {
        if (object.terminating()) {
            return Optional.of(Plan.Why.TERMINATING);
        }
        if (!desired.complete()) {
            return Optional.of(Plan.Why.INCOMPLETE);
        }
        if (owned.wantedByOthers().contains(object.ref())) {
            return Optional.of(Plan.Why.WANTED_BY_ANOTHER);
        }
        if (!owned.prune().enabled()) {
            return Optional.of(Plan.Why.PRUNE_DISABLED);
        }
        String kind = object.ref().group() + "/" + object.ref().kind();
        return PROTECTED.contains(kind) && !object.pruneAllowed()
                ? Optional.of(Plan.Why.PROTECTED_KIND)
                : Optional.empty();
    }

    private static List<ObjectRef> deletable(List<ObservedObject> unwanted, Desired desired, Owned owned) {
        return unwanted.stream()
                .filter(o -> keptWhy(o, desired, owned).isEmpty())
                .map(ObservedObject::ref)
                .toList();
    }

    private static Optional<Plan.Held> held(List<ObjectRef> deletions, int ours, Desired desired, Owned owned) {
        int allowed = desired.objects().isEmpty()
                ? 0
                : Math.max(DELETIONS_WITHOUT_GUARD, ours * owned.prune().guardPercent() / 100);
        if (owned.retired() || deletions.size() <= allowed) {
            return Optional.empty();
        }
        Digest digest = deletions(owned.id(), deletions);
        return owned.approved().contains(digest)
                ? Optional.empty()
                : Optional.of(new Plan.Held(deletions.size(), ours, digest));
    }
}
