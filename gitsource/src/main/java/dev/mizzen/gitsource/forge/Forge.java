package dev.mizzen.gitsource.forge;

import dev.mizzen.gitsource.snapshot.Revision;
import java.util.List;

/** The place where one repository is hosted. Each call is one or a few requests; nothing is retried here. */
public interface Forge {
    /** Sets a commit's status; the same one twice is harmless. */
    void publish(CommitStatus status) throws ForgeUnavailable, ForgeRejected;

    /** The statuses at a commit, the newest of each context. */
    List<CommitStatus> statuses(Revision revision) throws ForgeUnavailable, ForgeRejected;
}
