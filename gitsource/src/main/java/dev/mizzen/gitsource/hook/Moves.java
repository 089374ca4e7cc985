package dev.mizzen.gitsource.hook;

import dev.mizzen.gitsource.snapshot.Revision;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What the fields of an event that is proved come to. */
final class Moves {
    /** As an object id: there is none. */
    static final String NOTHING = "0".repeat(40);

    static final int MAX_URL_LENGTH = 2048;
    /** Refs of one push that are looked at. */
    private static final int MOST = 1000;

    private Moves() {}

    /** The texts at {@code pointers} that can be URLs. */
    static List<String> urls(JsonNode repository, String... pointers) {
        return Stream.of(pointers)
                .map(pointer -> repository.at(pointer).asString(""))
                .filter(url -> !url.isEmpty() && url.length() <= MAX_URL_LENGTH)
                .toList();
    }

    static HookResult of(List<String> urls, String ref, String after) {
        if (!ref.startsWith("refs/heads/")) {
            return new HookResult.Ignored("the push moves no branch");
        }
        if (after.matches("0+")) {
            return new HookResult.Deleted(ref);
        }
        return Revision.isRevision(after) && !urls.isEmpty()
                ? new HookResult.Push(urls, ref, new Revision(after))
                : new HookResult.Refused("the push names no commit or no repository");
    }

    /** A pull request into {@code base} was opened, changed or ended. */
    static HookResult pullRequest(List<String> urls, String base) {
        return base.isEmpty() || urls.isEmpty()
                ? new HookResult.Refused("the pull request names no base or no repository")
                : new HookResult.PullRequest(base);
    }

    static HookResult all(List<HookResult> moves) {
        return switch (moves.size()) {
            case 0 -> new HookResult.Ignored("the push moves nothing");
            case 1 -> moves.getFirst();
            default -> new HookResult.Several(moves.stream().limit(MOST).toList());
        };
    }
}
