package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.spec.Environment;
import java.util.Set;
import java.util.function.Predicate;

/**
 * On whose behalf and by which rules a plan is carried out.
 *
 * @param mode what happens to drift
 * @param takeOver which objects are taken from whoever owns them
 * @param namespaces where the delivery is placed: created where they are missing, and never deleted
 */
public record Order(
        DeliveryId delivery, Environment.Mode mode, Predicate<DesiredObject> takeOver, Set<String> namespaces) {
    ApplySetId id() {
        return ApplySetId.of(delivery);
    }
}
