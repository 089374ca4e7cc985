package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** How a delivery fares on one cluster: as the worst of its objects. Pure. */
public final class DeliveryHealth {
    private DeliveryHealth() {}

    /** One object and how it fares. */
    private record Part(ObjectRef ref, Health health) {}

    /**
     * The worst of what is wanted, named in one line; HEALTHY if nothing is wanted. A wanted object that is not observed
     * is MISSING; what is observed and not wanted does not count.
     *
     * @param wanted without the Jobs that finished for this release, since a TTL may have removed them
     */
    public static Health of(Observed observed, Collection<ObjectRef> wanted) {
        List<Part> unwell = wanted.stream()
                .map(ref -> new Part(ref, health(observed.objects(), ref)))
                .filter(part -> part.health().state() != Health.State.HEALTHY)
                .sorted(Comparator.comparing(Part::health).reversed().thenComparing(Part::ref))
                .toList();
        if (unwell.isEmpty()) {
            return Health.HEALTHY;
        }
        Part worst = unwell.getFirst();
        String others = unwell.size() == 1 ? "" : " (and " + (unwell.size() - 1) + " more)";
        String message = worst.health().message();
        String what = worst.ref().kind() + " " + worst.ref().name();
        return new Health(worst.health().state(), (message.isEmpty() ? what : what + ": " + message) + others);
    }

    private static Health health(Map<ObjectRef, ObservedObject> objects, ObjectRef ref) {
        ObservedObject object = objects.get(ref);
        return object == null ? new Health(Health.State.MISSING, "is not there") : object.health();
    }
}
