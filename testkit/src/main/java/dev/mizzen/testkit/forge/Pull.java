package dev.mizzen.testkit.forge;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A pull request as it is now.
 *
 * @param head short name of its branch
 * @param fork the repository of that branch, where it is another one
 * @param tip newest commit of that branch, full id
 * @param state {@code open}, {@code closed} or {@code merged}
 * @param merged the commit on the base, where it is merged
 * @param movedAt when that tip became it
 * @param reviews of all people, oldest first
 * @param comments oldest first
 */
public record Pull(
        String repository,
        int number,
        String head,
        Optional<String> fork,
        String tip,
        String base,
        String title,
        String body,
        String author,
        String state,
        Optional<String> merged,
        Instant openedAt,
        Instant movedAt,
        List<Review> reviews,
        List<Comment> comments) {
    /**
     * A verdict.
     *
     * @param state {@code APPROVED}, {@code CHANGES_REQUESTED}, {@code COMMENTED} or {@code DISMISSED}
     * @param commit the tip that it is about
     * @param association as {@code MEMBER} or {@code NONE}
     */
    public record Review(long id, String user, String state, String commit, String association, Instant at) {}

    /** A remark. */
    public record Comment(long id, String user, String text) {}

    Pull at(String newTip, Instant now) {
        return new Pull(
                repository,
                number,
                head,
                fork,
                newTip,
                base,
                title,
                body,
                author,
                state,
                merged,
                openedAt,
                now,
                reviews,
                comments);
    }

    Pull saying(String newTitle, String newBody) {
        return new Pull(
                repository,
                number,
                head,
                fork,
                tip,
                base,
                newTitle,
                newBody,
                author,
                state,
                merged,
                openedAt,
                movedAt,
                reviews,
                comments);
    }

    Pull ended(String newState, Optional<String> commit) {
        return new Pull(
                repository,
                number,
                head,
                fork,
                tip,
                base,
                title,
                body,
                author,
                newState,
                commit,
                openedAt,
                movedAt,
                reviews,
                comments);
    }

    Pull reviewed(List<Review> newReviews) {
        return new Pull(
                repository,
                number,
                head,
                fork,
                tip,
                base,
                title,
                body,
                author,
                state,
                merged,
                openedAt,
                movedAt,
                List.copyOf(newReviews),
                comments);
    }

    Pull commented(List<Comment> newComments) {
        return new Pull(
                repository,
                number,
                head,
                fork,
                tip,
                base,
                title,
                body,
                author,
                state,
                merged,
                openedAt,
                movedAt,
                reviews,
                List.copyOf(newComments));
    }

    boolean isOpen() {
        return state.equals("open");
    }
}
