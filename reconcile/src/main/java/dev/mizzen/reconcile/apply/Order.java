package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.place.Rights;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.spec.Environment;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * On whose behalf and by which rules a plan is carried out.
 *
 * @param mode what happens to drift
 * @param additions what happens to what strangers add
 * @param takeOver which objects are taken from whoever owns them
 * @param rights what is never touched, though it is ours
 * @param namespaces where the delivery is placed: created where they are missing, and never deleted
 */
public record Order(
        DeliveryId delivery,
        Environment.Mode mode,
        Environment.Additions additions,
        Predicate<DesiredObject> takeOver,
        Set<String> namespaces,
        Rights rights) {
    /** One that tells of additions and may delete what it owns. */
    public Order(
            DeliveryId delivery, Environment.Mode mode, Predicate<DesiredObject> takeOver, Set<String> namespaces) {
        this(delivery, mode, Environment.Additions.REPORT, takeOver, namespaces, Rights.ALL);
    }

    /** Why an object may not be touched; empty where it may. */
    Optional<String> forbids(ObjectRef ref) {
        return rights.forbids(delivery.source(), delivery.environment(), ref);
    }

    /** Whether what strangers add is removed: only where drift is corrected. */
    public boolean removesAdditions() {
        return mode == Environment.Mode.CORRECT && additions == Environment.Additions.REMOVE;
    }

    ApplySetId id() {
        return ApplySetId.of(delivery);
    }
}
