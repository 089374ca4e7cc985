package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.artifact.Pin;
import dev.mizzen.reconcile.artifact.Wanted;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;

/** Says what is meant by something from outside. */
@FunctionalInterface
public interface Pins {
    /**
     * What is meant.
     *
     * @throws Waiting if nobody can say it now
     */
    Pin of(Wanted wanted) throws Rejected, Waiting;
}
