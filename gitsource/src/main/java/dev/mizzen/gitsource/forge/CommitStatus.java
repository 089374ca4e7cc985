package dev.mizzen.gitsource.forge;

import dev.mizzen.gitsource.snapshot.Revision;
import java.net.URI;
import java.util.Optional;

/**
 * What became of a commit, in one respect.
 *
 * @param context the respect, as {@code mizzen} or {@code mizzen/prod/web}; one status each
 * @param description one line for people; a forge cuts it where it must
 * @param target page with more
 */
public record CommitStatus(Revision revision, String context, State state, String description, Optional<URI> target) {
    /** Every state but {@link #PENDING} is an end. */
    public enum State {
        PENDING,
        SUCCESS,
        FAILURE,
        ERROR;

        /** The one that GitHub, and Gitea after it, write like this. */
        static Optional<State> named(String name) {
            return switch (name) {
                case "pending" -> Optional.of(PENDING);
                case "success" -> Optional.of(SUCCESS);
                case "failure" -> Optional.of(FAILURE);
                case "error" -> Optional.of(ERROR);
                default -> Optional.empty();
            };
        }
    }
}
