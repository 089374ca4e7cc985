package dev.mizzen.gitsource.forge;

import dev.mizzen.gitsource.snapshot.Revision;
import java.net.URI;
import java.util.Optional;

/**
 * A pull request (merge request) as its forge has it now.
 *
 * @param number as people write it, without {@code #} or {@code !}
 * @param head short name of the branch that it brings
 * @param foreign whether that branch is of another repository, a fork
 * @param tip the newest commit of that branch
 * @param base short name of the branch that it goes to
 * @param merged the commit by which it reached {@code base}; present where it is merged and the forge says so
 * @param page for people
 */
public record PullRequest(
        String number,
        String head,
        boolean foreign,
        Revision tip,
        String base,
        String title,
        String body,
        State state,
        Optional<Revision> merged,
        URI page) {
    /** Where it stands. */
    public enum State {
        OPEN,
        MERGED,
        /** Ended without reaching its base. */
        CLOSED
    }

    /**
     * One to be opened, between branches of the repository itself.
     *
     * @param body Markdown
     */
    public record Draft(String head, String base, String title, String body) {}

    /**
     * A remark that stands at it.
     *
     * @param ours whether whoever reads this wrote it
     * @param text Markdown
     */
    public record Comment(String id, boolean ours, String text) {}
}
