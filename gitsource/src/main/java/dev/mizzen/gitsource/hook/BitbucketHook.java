package dev.mizzen.gitsource.hook;

import dev.mizzen.gitsource.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Bitbucket Cloud's push and pull request events, signed with an HMAC in {@code X-Hub-Signature}.
 *
 * @see <a href="https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/">Event payloads</a>
 */
public final class BitbucketHook implements Hook {
    private final VerifiedEvents events =
            new VerifiedEvents(VerifiedEvents.signature("sha256=", "X-Hub-Signature"), BitbucketHook::read);

    @Override
    public HookResult receive(Map<String, String> headers, byte[] body, Secret secret) {
        return events.receive(headers, body, secret);
    }

    private static HookResult read(Map<String, String> headers, JsonNode event) {
        List<String> urls = Moves.urls(event.path("repository"), "/links/html/href");
        String kind = headers.getOrDefault("x-event-key", "");
        if (kind.equals("repo:push")) {
            return push(urls, event.at("/push/changes"));
        }
        return kind.startsWith("pullrequest:")
                ? Moves.pullRequest(
                        urls, event.at("/pullrequest/destination/branch/name").asString(""))
                : new HookResult.Ignored("the event is neither a push nor of a pull request");
    }

    /** A branch that is deleted has no new state, one that is created no old one. */
    private static HookResult push(List<String> urls, JsonNode changes) {
        List<HookResult> moves = new ArrayList<>();
        for (JsonNode change : changes) {
            boolean gone = change.path("new").isNull() || change.path("new").isMissingNode();
            JsonNode moved = gone ? change.path("old") : change.path("new");
            moves.add(
                    moved.path("type").asString("").equals("branch")
                            ? Moves.of(
                                    urls,
                                    "refs/heads/" + moved.path("name").asString(""),
                                    gone
                                            ? Moves.NOTHING
                                            : moved.at("/target/hash").asString(""))
                            : new HookResult.Ignored("the push moves no branch"));
        }
        return Moves.all(moves);
    }
}
