package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.model.Digest;
import java.util.Set;

/** The deletions that someone approved, by the digest that {@link Outcome.Held} named. Thread-safe. */
@FunctionalInterface
public interface Approvals {
    Approvals NONE = Set::of;

    Set<Digest> approved();
}
