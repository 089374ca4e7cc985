package dev.mizzen.gitsource.hook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mizzen.gitsource.Secret;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Azure DevOps' service hooks for pushes and pull requests, which prove themselves by HTTP basic authentication: the
 * secret is {@code user:password}, or the password alone with any user.
 *
 * @see <a href="https://learn.microsoft.com/azure/devops/service-hooks/events">Service hook events</a>
 */
public final class AzureDevOpsHook implements Hook {
    private final VerifiedEvents events = new VerifiedEvents(AzureDevOpsHook::refusal, AzureDevOpsHook::read);

    @Override
    public HookResult receive(Map<String, String> headers, byte[] body, Secret secret) {
        return events.receive(headers, body, secret);
    }

    private static Optional<String> refusal(Map<String, String> headers, byte[] body, Secret secret) {
        byte[] given = credentials(headers.getOrDefault("authorization", ""));
        String text = new String(given, UTF_8);
        byte[] wanted = secret.bytes();
        boolean isBoth = MessageDigest.isEqual(wanted, given);
        boolean isPassword = MessageDigest.isEqual(
                wanted, text.substring(text.indexOf(':') + 1).getBytes(UTF_8));
        boolean right = isBoth || isPassword;
        return right ? Optional.empty() : Optional.of("the basic authentication is missing or is not the secret");
    }

    private static byte[] credentials(String header) {
        if (!header.toLowerCase(Locale.ROOT).startsWith("basic ")) {
            return new byte[0];
        }
        try {
            return Base64.getDecoder()
                    .decode(header.substring("basic ".length()).strip());
        } catch (IllegalArgumentException notEncoded) {
            return new byte[0];
        }
    }

    private static HookResult read(Map<String, String> headers, JsonNode event) {
        JsonNode resource = event.path("resource");
        List<String> urls = Moves.urls(resource.path("repository"), "/remoteUrl", "/sshUrl", "/webUrl");
        String kind = event.path("eventType").asString("");
        if (kind.equals("git.push")) {
            List<HookResult> moves = new ArrayList<>();
            for (JsonNode update : resource.path("refUpdates")) {
                moves.add(Moves.of(
                        urls,
                        update.path("name").asString(""),
                        update.path("newObjectId").asString("")));
            }
            return Moves.all(moves);
        }
        return kind.startsWith("git.pullrequest.")
                ? Moves.pullRequest(
                        urls, resource.path("targetRefName").asString("").replaceFirst("^refs/heads/", ""))
                : new HookResult.Ignored("the event is neither a push nor of a pull request");
    }
}
