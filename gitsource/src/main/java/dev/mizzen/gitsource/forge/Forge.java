package dev.mizzen.gitsource.forge;

import dev.mizzen.gitsource.snapshot.Revision;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The place where one repository is hosted. Each call is one or a few requests; nothing is retried here. */
public interface Forge {
    /** Sets a commit's status; the same one twice is harmless. */
    void publish(CommitStatus status) throws ForgeUnavailable, ForgeRejected;

    /** Sets several, at most {@link #atOnce}; where this fails some may be set. */
    default void publish(List<CommitStatus> statuses) throws ForgeUnavailable, ForgeRejected {
        for (CommitStatus status : statuses) {
            publish(status);
        }
    }

    /** How many statuses are best told in one call. */
    default int atOnce() {
        return 1;
    }

    /** The statuses at a commit, the newest of each context. */
    List<CommitStatus> statuses(Revision revision) throws ForgeUnavailable, ForgeRejected;

    /** Its pull requests; empty where it has none, as a Git server alone. */
    default Optional<PullRequests> pullRequests() {
        return Optional.empty();
    }

    /** Where people look at a commit; empty where nothing shows it. */
    default Optional<URI> page(Revision revision) {
        return Optional.empty();
    }
}
