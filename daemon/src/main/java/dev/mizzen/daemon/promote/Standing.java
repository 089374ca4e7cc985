package dev.mizzen.daemon.promote;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.spec.Environment;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a promotion stands, for people.
 *
 * @param candidate what goes on next; empty where nothing does, or it is not known
 * @param pinned what the target's overlay pins, when it was last read
 * @param line why it is there or what it waits for
 * @param branch that proposes a revision, as far as this daemon has seen
 * @param page its pull request, where one is open
 */
public record Standing(
        DeliveryId target,
        EnvironmentName from,
        Environment.By by,
        State state,
        Optional<Revision> candidate,
        Optional<Revision> pinned,
        String line,
        Optional<String> branch,
        Optional<URI> page) {
    /** In one word. */
    public enum State {
        /** The environment has what it may have. */
        UP_TO_DATE,
        /** The environment before does not deliver the application. */
        NOT_DELIVERED,
        /** The candidate is not healthy where it comes from. */
        UNPROVED,
        /** The candidate is healthy, and not yet for long enough. */
        SOAKING,
        /** The candidate is proved, and a person has to do something. */
        BLOCKED,
        /** The candidate or the pin waits until the environment is open. */
        HELD,
        /** The candidate is proved, and another application of its group is not. */
        WAITING_FOR_GROUP,
        /** The candidate failed here before. */
        REJECTED,
        /** A branch or a pull request waits to be merged. */
        PROPOSED,
        /** A person ended the pull request of the candidate. */
        DISMISSED,
        /** A commit moved the pin. */
        PROMOTED,
        /** What is pinned failed, and a person has to say what comes now. */
        FAILED,
        /** What is pinned failed, and a branch or a pull request with its rollback waits to be merged. */
        ROLLBACK_PROPOSED,
        /** A commit moved the pin back. */
        ROLLED_BACK,
        /** It could not be looked at, or not be done; that is tried again. */
        TROUBLE;

        /** As the API and the command line say it, such as {@code up-to-date}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What was seen last, and what went wrong since. */
    Standing troubled(String message) {
        return new Standing(target, from, by, State.TROUBLE, candidate, pinned, message, branch, page);
    }
}
