package dev.mizzen.reconcile.plan;

import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import dev.mizzen.reconcile.plan.Plan.Action;
import dev.mizzen.reconcile.plan.Plan.Why;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of the objects that are ours and no longer wanted. Two sets are judged, each as a whole: those of
 * protected kinds go only if one approval covers them all; the others go unless they are too many, and then only if one
 * approval covers them all. An approval of fewer counts for nothing, one of more counts.
 *
 * @param all in the order in which they are deleted
 * @param guarded those that may go if they are not too many
 * @param spared those of protected kinds
 */
record Removals(List<Removal> all, Set<ObjectRef> guarded, Set<ObjectRef> spared) {
    private static final int DELETIONS_WITHOUT_GUARD = 3;

    /** Kinds whose deletion takes data or other objects with it. */
    private static final Set<String> PROTECTED = Set.of(
            "/Namespace",
            "/PersistentVolume",
            "/PersistentVolumeClaim",
            "apiextensions.k8s.io/CustomResourceDefinition");

    /** One object, and why it stays whatever anybody approves. */
    record Removal(ObservedObject object, Optional<Why> kept) {}

    static Removals of(List<ObservedObject> unwanted, Desired desired, Owned owned) {
        List<Removal> all = new ArrayList<>();
        Set<ObjectRef> guarded = new HashSet<>();
        Set<ObjectRef> spared = new HashSet<>();
        unwanted.stream()
                .sorted(Comparator.comparingInt((ObservedObject o) ->
                                Wave.of(o.ref().group(), o.ref().kind()))
                        .reversed())
                .forEach(object -> {
                    Optional<Why> kept = kept(object, desired, owned);
                    all.add(new Removal(object, kept));
                    if (kept.isEmpty() && object.leaving() != Observed.Leaving.ORPHANED) {
                        (isProtected(object) ? spared : guarded).add(object.ref());
                    }
                });
        return new Removals(List.copyOf(all), guarded, spared);
    }

    private static Optional<Why> kept(ObservedObject object, Desired desired, Owned owned) {
        if (object.terminating()) {
            return Optional.of(Why.TERMINATING);
        }
        if (!desired.complete()) {
            return Optional.of(Why.INCOMPLETE);
        }
        if (owned.wantedByOthers().contains(object.ref())) {
            return Optional.of(Why.WANTED_BY_ANOTHER);
        }
        if (object.leaving() == Observed.Leaving.WITH_APPLICATION && !owned.retired()) {
            return Optional.of(Why.KEPT_WITH_APPLICATION);
        }
        return owned.prune().enabled() ? Optional.empty() : Optional.of(Why.PRUNE_DISABLED);
    }

    private static boolean isProtected(ObservedObject object) {
        String kind = object.ref().group() + "/" + object.ref().kind();
        return PROTECTED.contains(kind) && object.leaving() != Observed.Leaving.ALLOWED;
    }

    /** @param ours how many objects the delivery owns */
    Optional<Plan.Held> held(int ours, Desired desired, Owned owned) {
        int allowed = desired.objects().isEmpty()
                ? 0
                : Math.max(DELETIONS_WITHOUT_GUARD, ours * owned.prune().guardPercent() / 100);
        return owned.retired() || guarded.size() <= allowed || isApproved(guarded, owned)
                ? Optional.empty()
                : Optional.of(new Plan.Held(guarded, ours, desired.objects().isEmpty()));
    }

    List<Action> actions(boolean held, Owned owned) {
        boolean sparing = !isApproved(spared, owned);
        return all.stream()
                .map(removal -> {
                    ObservedObject object = removal.object();
                    return removal.kept()
                            .or(() -> spared.contains(object.ref())
                                    ? Optional.of(Why.PROTECTED_KIND).filter(why -> sparing)
                                    : Optional.of(Why.PRUNE_HELD).filter(why -> held && guarded.contains(object.ref())))
                            .<Action>map(why -> new Action.Keep(object.ref(), why))
                            .orElseGet(() -> new Action.Prune(
                                    object.ref(),
                                    object.uid(),
                                    object.resourceVersion(),
                                    object.leaving() == Observed.Leaving.ORPHANED));
                })
                .toList();
    }

    private static boolean isApproved(Set<ObjectRef> deletions, Owned owned) {
        return owned.approved().stream().anyMatch(covered -> covered.containsAll(deletions));
    }
}
