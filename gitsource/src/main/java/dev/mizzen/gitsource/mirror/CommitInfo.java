package dev.mizzen.gitsource.mirror;

import dev.mizzen.gitsource.snapshot.Revision;
import java.time.Instant;
import java.util.List;

/**
 * What a log tells of a commit.
 *
 * @param author name as the commit has it, one line of at most 100 characters
 * @param committer the same of who made the commit as it is: another one where it was amended, rebased or picked
 * @param at when it was committed
 * @param subject first paragraph of the message, one line of at most 300 characters
 * @param parents all of them, the first one first
 */
public record CommitInfo(
        Revision revision, String author, String committer, Instant at, String subject, List<Revision> parents) {
    /** Keeps the list as it is now. */
    public CommitInfo {
        parents = List.copyOf(parents);
    }
}
