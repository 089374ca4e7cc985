package dev.mizzen.daemon.promote;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.promote.Decision;
import java.util.Optional;

/**
 * What one look at a target finds, before anything is done.
 *
 * @param decision empty where the environment before does not deliver the application
 * @param pinned what its overlay pins
 * @param trial how the environment fares with that
 */
record Finding(Optional<Decision> decision, Optional<Revision> pinned, Trials.Look trial) {
    /** The same with another decision. */
    Finding deciding(Decision other) {
        return new Finding(Optional.of(other), pinned, trial);
    }

    /** Whether nothing of it keeps others from being promoted. */
    boolean isReady() {
        return decision.filter(d -> d instanceof Decision.Promote || d instanceof Decision.UpToDate)
                .isPresent();
    }
}
