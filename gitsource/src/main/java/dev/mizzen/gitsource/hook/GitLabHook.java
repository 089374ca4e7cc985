package dev.mizzen.gitsource.hook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mizzen.gitsource.Secret;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * GitLab's push and merge request events, with the secret token in {@code X-Gitlab-Token}, or signed with a signing token
 * ({@code webhook-signature}, as Standard Webhooks has it).
 *
 * @see <a href="https://docs.gitlab.com/user/project/integrations/webhooks/">Webhooks</a>
 */
public final class GitLabHook implements Hook {
    /** How a signing token begins whose rest is the key in Base64. */
    private static final String ENCODED_KEY = "whsec_";

    private final VerifiedEvents events = new VerifiedEvents(GitLabHook::refusal, GitLabHook::read);

    @Override
    public HookResult receive(Map<String, String> headers, byte[] body, Secret secret) {
        return events.receive(headers, body, secret);
    }

    private static Optional<String> refusal(Map<String, String> headers, byte[] body, Secret secret) {
        if (headers.containsKey("webhook-signature")) {
            return isSigned(headers, body, secret)
                    ? Optional.empty()
                    : Optional.of("webhook-signature does not fit the body and the secret");
        }
        byte[] token = headers.getOrDefault("x-gitlab-token", "").getBytes(UTF_8);
        return MessageDigest.isEqual(secret.bytes(), token)
                ? Optional.empty()
                : Optional.of("X-Gitlab-Token is missing or is not the secret");
    }

    /** The signature covers id, time and body; a header may have several, with a space between them. */
    private static boolean isSigned(Map<String, String> headers, byte[] body, Secret secret) {
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        signed.writeBytes(
                (headers.getOrDefault("webhook-id", "") + "." + headers.getOrDefault("webhook-timestamp", "") + ".")
                        .getBytes(UTF_8));
        signed.writeBytes(body);
        byte[] right = ("v1,"
                        + Base64.getEncoder().encodeToString(VerifiedEvents.hmac(signed.toByteArray(), key(secret))))
                .getBytes(UTF_8);
        return Arrays.stream(headers.getOrDefault("webhook-signature", "").split(" ", 10))
                .anyMatch(claimed -> MessageDigest.isEqual(right, claimed.getBytes(UTF_8)));
    }

    private static Secret key(Secret secret) {
        String text = secret.text();
        if (!text.startsWith(ENCODED_KEY)) {
            return secret;
        }
        try {
            byte[] key = Base64.getDecoder().decode(text.substring(ENCODED_KEY.length()));
            return key.length == 0 ? secret : Secret.of(key);
        } catch (IllegalArgumentException notEncoded) {
            return secret;
        }
    }

    private static HookResult read(Map<String, String> headers, JsonNode event) {
        List<String> urls =
                Moves.urls(event.path("project"), "/git_http_url", "/git_ssh_url", "/http_url", "/ssh_url", "/web_url");
        return switch (event.path("object_kind").asString("")) {
            case "push" ->
                Moves.of(
                        urls,
                        event.path("ref").asString(""),
                        event.path("after").asString(""));
            case "merge_request" ->
                Moves.pullRequest(
                        urls, event.at("/object_attributes/target_branch").asString(""));
            default -> new HookResult.Ignored("the event is neither a push nor of a merge request");
        };
    }
}
