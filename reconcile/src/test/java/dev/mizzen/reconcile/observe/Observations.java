package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Observed.Mark;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import java.util.List;
import java.util.Optional;

/** Objects as a watch would hold them. */
final class Observations {
    static final ApplySetId SHOP = new ApplySetId("applyset-shop-v1");
    static final ObjectRef WEB = new ObjectRef("apps", "Deployment", "shop", "web");

    private Observations() {}

    /** Ours, healthy, at that version, with an entry that is told apart by its text. */
    static ObservedObject web(int version, String entry) {
        return object(WEB, version, entry, SHOP, Health.HEALTHY, false);
    }

    static ObservedObject object(
            ObjectRef ref, int version, String entry, ApplySetId id, Health health, boolean finished) {
        return new ObservedObject(
                ref,
                "uid-" + ref.name(),
                Integer.toString(version),
                Optional.of(id.value()),
                Optional.of(new Mark(ref.toString(), Digest.of("body"))),
                false,
                false,
                Observed.Leaving.DELETED,
                Optional.of(Digest.of(entry)),
                health,
                finished,
                List.of());
    }
}
