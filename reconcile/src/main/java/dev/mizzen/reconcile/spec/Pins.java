package dev.mizzen.reconcile.spec;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;

/** Gives the commits that overlays pin. */
public interface Pins {
    /**
     * The commit {@code revision} of the source that is being read.
     *
     * @throws Rejected if it is not reachable from the source's branch
     * @throws Waiting if that cannot be told now
     */
    Snapshot at(Revision revision) throws Rejected, Waiting;
}
