package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Observed.Addition;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One of our objects appeared, changed or went; {@code before} and {@code now} differ, at least one is there.
 *
 * @param at when the news arrived
 * @param inSync whether our entry in managedFields is the one that our apply left, as far as that is known
 */
public record Change(
        ClusterName cluster,
        ObjectRef ref,
        Optional<ObservedObject> before,
        Optional<ObservedObject> now,
        boolean inSync,
        Instant at) {
    /** Every delivery that owned it before or owns it now: one, or two when it changed hands. */
    public Set<String> ids() {
        Set<String> ids = new TreeSet<>();
        before.flatMap(ObservedObject::partOf).ifPresent(ids::add);
        now.flatMap(ObservedObject::partOf).ifPresent(ids::add);
        return ids;
    }

    public boolean concerns(ApplySetId id) {
        return ids().contains(id.value());
    }

    /** Whether a delivery's health may be another one now. */
    public boolean healthChanged() {
        return !before.map(ObservedObject::health).equals(now.map(ObservedObject::health));
    }

    /** Whether another delivery owns it now, or nobody does. */
    public boolean changedHands() {
        return !before.flatMap(ObservedObject::partOf).equals(now.flatMap(ObservedObject::partOf));
    }

    /** What strangers added since it was last seen in order, beside labels and annotations. */
    public List<Addition> newAdditions() {
        List<Addition> known = before.map(ObservedObject::additions).orElse(List.of());
        return now.map(ObservedObject::additions).orElse(List.of()).stream()
                .filter(a -> !a.metadata() && !known.contains(a))
                .toList();
    }
}
