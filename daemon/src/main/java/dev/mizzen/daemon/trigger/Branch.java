package dev.mizzen.daemon.trigger;

import dev.mizzen.gitsource.mirror.SourceRejected;
import dev.mizzen.gitsource.mirror.SourceUnavailable;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.spec.SourceSpec;
import java.util.Optional;

/** The branch of one source, as a sync needs it. */
public interface Branch {
    /** Asks the remote, fetches what is new, and answers the newest commit. */
    Snapshot update() throws SourceRejected, SourceUnavailable;

    /** The newest commit that is known without asking anybody; empty before the first fetch ever. */
    Optional<Snapshot> known();

    /** What the commit says. */
    SourceSpec read(Snapshot head) throws Waiting;
}
