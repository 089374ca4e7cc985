package dev.mizzen.gitsource.hook;

import dev.mizzen.gitsource.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Push and pull request events of a Bitbucket Data Center, signed with an HMAC in {@code X-Hub-Signature}.
 *
 * @see <a href="https://confluence.atlassian.com/bitbucketserver/event-payload-938025882.html">Event payload</a>
 */
public final class BitbucketServerHook implements Hook {
    private final Hook events;

    /** Made of {@link VerifiedEvents}, but for the ping: its body has no JSON that could be read. */
    public BitbucketServerHook() {
        VerifiedEvents verified =
                new VerifiedEvents(VerifiedEvents.signature("sha256=", "X-Hub-Signature"), BitbucketServerHook::read);
        this.events = verified::receive;
    }

    @Override
    public HookResult receive(Map<String, String> headers, byte[] body, Secret secret) {
        // The ping of "Test connection" is not signed; it does nothing, so that nothing has to be proved.
        return headers.getOrDefault("x-event-key", "").equals("diagnostics:ping")
                ? new HookResult.Ping()
                : events.receive(headers, body, secret);
    }

    private static HookResult read(Map<String, String> headers, JsonNode event) {
        String kind = headers.getOrDefault("x-event-key", "");
        if (kind.equals("repo:refs_changed")) {
            return push(urls(event.path("repository")), event.path("changes"));
        }
        JsonNode to = event.at("/pullRequest/toRef");
        return kind.startsWith("pr:")
                ? Moves.pullRequest(
                        urls(to.path("repository")), to.path("displayId").asString(""))
                : new HookResult.Ignored("the event is neither a push nor of a pull request");
    }

    /** Its events name no URL in every version; project and slug are always there. */
    private static List<String> urls(JsonNode repository) {
        String project = repository.at("/project/key").asString("");
        String slug = repository.path("slug").asString("");
        return project.isEmpty() || slug.isEmpty() || slug.length() > Moves.MAX_URL_LENGTH
                ? List.of()
                : List.of(project + "/" + slug);
    }

    private static HookResult push(List<String> urls, JsonNode changes) {
        List<HookResult> moves = new ArrayList<>();
        for (JsonNode change : changes) {
            moves.add(Moves.of(
                    urls,
                    change.at("/ref/id").asString(""),
                    change.path("type").asString("").equals("DELETE")
                            ? Moves.NOTHING
                            : change.path("toHash").asString("")));
        }
        return Moves.all(moves);
    }
}
