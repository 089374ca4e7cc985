package dev.mizzen.gitsource.hook;

import dev.mizzen.gitsource.Secret;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Gitea's and Forgejo's push and pull request events, signed with an HMAC in {@code X-Gitea-Signature} or
 * {@code X-Forgejo-Signature}.
 *
 * @see <a href="https://docs.gitea.com/usage/webhooks">Webhooks of Gitea</a>
 */
public final class GiteaHook implements Hook {
    private final VerifiedEvents events = new VerifiedEvents(
            VerifiedEvents.signature("", "X-Gitea-Signature", "X-Forgejo-Signature"), GiteaHook::read);

    @Override
    public HookResult receive(Map<String, String> headers, byte[] body, Secret secret) {
        return events.receive(headers, body, secret);
    }

    private static HookResult read(Map<String, String> headers, JsonNode event) {
        List<String> urls = Moves.urls(event.path("repository"), "/clone_url", "/ssh_url", "/html_url");
        String kind = headers.getOrDefault("x-gitea-event", headers.getOrDefault("x-forgejo-event", ""));
        return switch (kind) {
            // A branch that is deleted comes as an event of its own, with the short name.
            case "push" ->
                Moves.of(
                        urls,
                        event.path("ref").asString(""),
                        event.path("after").asString(""));
            case "delete" ->
                event.path("ref_type").asString("").equals("branch")
                        ? Moves.of(urls, "refs/heads/" + event.path("ref").asString(""), Moves.NOTHING)
                        : new HookResult.Ignored("what was deleted is no branch");
            case "pull_request", "pull_request_approved", "pull_request_rejected", "pull_request_sync" ->
                Moves.pullRequest(urls, event.at("/pull_request/base/ref").asString(""));
            default -> new HookResult.Ignored("the event is neither a push nor of a pull request");
        };
    }
}
