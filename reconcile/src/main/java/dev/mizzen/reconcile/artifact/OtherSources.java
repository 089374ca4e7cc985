package dev.mizzen.reconcile.artifact;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import java.util.Optional;

/** The other repositories that the operator declared. */
@FunctionalInterface
public interface OtherSources {
    /** There are none. */
    OtherSources NONE = (reader, wanted, revision) -> {
        throw new Rejected(Problem.of("there is no source \"" + wanted
                + "\" here: sources stand in mizzen.yaml, which --config names on the command line"));
    };

    /**
     * A commit of another source.
     *
     * @param reader the source that asks
     * @param wanted name of the other source, or the address of its repository
     * @param revision empty for the newest commit of its branch that is known
     * @throws Rejected if there is no such source or commit, or {@code reader} may not read it
     * @throws Waiting if it was not read yet
     */
    Snapshot at(SourceName reader, String wanted, Optional<Revision> revision) throws Rejected, Waiting;
}
