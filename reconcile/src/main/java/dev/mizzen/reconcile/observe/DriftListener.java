package dev.mizzen.reconcile.observe;

import java.util.Optional;

/** Hears of proved drift. Called on the thread of the run that proved it; must return quickly. */
@FunctionalInterface
public interface DriftListener {
    /**
     * A request proved it; told again each time that a run proves it again.
     *
     * @param fight who takes the field back each time, if it is a fight: then we do not write for a while
     */
    void drifted(Drift drift, Optional<Fights.Fight> fight);
}
