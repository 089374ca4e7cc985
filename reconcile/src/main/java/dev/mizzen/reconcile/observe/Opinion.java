package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;

/** What else is known of an object's health than the object's own kind says. Must be quick, and must not block. */
@FunctionalInterface
public interface Opinion {
    /** The kind has the only word. */
    Opinion NONE = (cluster, object) -> object.health();

    /** The health of {@code object} that counts, which may be the one that it has. */
    Health of(ClusterName cluster, ObservedObject object);
}
