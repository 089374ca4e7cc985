package dev.mizzen.daemon.queue;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.EnvironmentName;
import java.util.Set;

/** What deliveries share that can hold them all up: those of one lane compete for its places, and for no other's. */
public sealed interface Lane {
    /** All that go to exactly these clusters; at least one. */
    record To(Set<ClusterName> clusters) implements Lane {
        public To {
            clusters = Set.copyOf(clusters);
        }
    }

    /** All of one environment of which nobody knows where they go. */
    record Of(SourceName source, EnvironmentName environment) implements Lane {}

    /** The lane of the delivery's environment. */
    static Lane of(DeliveryId id) {
        return new Of(id.source(), id.environment());
    }
}
