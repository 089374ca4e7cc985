package dev.mizzen.gitsource.hook;

import dev.mizzen.gitsource.snapshot.Revision;
import java.util.List;

/** What a request of a forge means. Texts show nothing of an unverified body. */
public sealed interface HookResult {
    /**
     * A branch moved.
     *
     * @param cloneUrls every URL that the forge names for the repository
     * @param ref full name, as {@code refs/heads/main}
     * @param after the branch's new commit
     */
    record Push(List<String> cloneUrls, String ref, Revision after) implements HookResult {
        public Push {
            cloneUrls = List.copyOf(cloneUrls);
        }

        /** Whether this can be about the repository at {@code url}: owner and name are the same, however either is written. */
        public boolean concerns(String url) {
            String asked = RepositoryAddress.of(url).name();
            return cloneUrls.stream().map(RepositoryAddress::of).anyMatch(told -> asked.equals(told.name()));
        }

        /** Whether this is about {@code branch} of the repository at {@code url}, however either writes its URL. */
        public boolean concerns(String url, String branch) {
            RepositoryAddress asked = RepositoryAddress.of(url);
            return ref.equals("refs/heads/" + branch)
                    && cloneUrls.stream().map(RepositoryAddress::of).anyMatch(asked::equals);
        }
    }

    /**
     * A branch is gone.
     *
     * @param ref full name, as {@code refs/heads/main}
     */
    record Deleted(String ref) implements HookResult {}

    /** One request told of several. */
    record Several(List<HookResult> results) implements HookResult {
        public Several {
            results = List.copyOf(results);
        }
    }

    /**
     * A pull request was opened, changed or ended.
     *
     * @param base short name of the branch that it goes to
     */
    record PullRequest(String base) implements HookResult {}

    /** The forge tries whether this end listens. */
    record Ping() implements HookResult {}

    /** Genuine, but nothing to fetch for. */
    record Ignored(String reason) implements HookResult {}

    /** Not proved to come from the forge, or not readable. */
    record Refused(String reason) implements HookResult {}
}
