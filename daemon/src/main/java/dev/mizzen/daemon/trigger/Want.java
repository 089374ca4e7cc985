package dev.mizzen.daemon.trigger;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.spec.DeliverySpec;
import java.time.Instant;

/** What a run of a delivery should bring about. */
public sealed interface Want {
    DeliveryId id();

    /** The newest commit that changed what is wanted. */
    Revision head();

    /**
     * What Git says.
     *
     * @param inputs digest of all that {@code spec} was read from; the same inputs want the same
     * @param pushed when this daemon first saw the commit
     */
    record Spec(DeliverySpec spec, Revision head, Inputs inputs, Instant pushed) implements Want {
        @Override
        public DeliveryId id() {
            return spec.id();
        }
    }

    /** The delivery left Git. */
    record Gone(DeliveryId id, Revision head) implements Want {}
}
