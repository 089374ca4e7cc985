package dev.mizzen.gitsource.hook;

import dev.mizzen.gitsource.Secret;
import dev.mizzen.gitsource.snapshot.Revision;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * GitHub's {@code push} and {@code pull_request} events, signed with {@code X-Hub-Signature-256}; also GitHub Enterprise Server's.
 *
 * @see <a href="https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries">Validating deliveries</a>
 */
public final class GitHubHook implements Hook {
    private static final int MAX_NESTING = 50;
    private static final int MAX_URL_LENGTH = 2048;
    private static final String SIGNATURE_PREFIX = "sha256=";
    private static final List<String> URL_FIELDS = List.of("clone_url", "ssh_url", "git_url", "html_url");

    private final ObjectMapper json = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_NESTING)
                            .maxDocumentLength(MAX_BODY_BYTES)
                            .build())
                    .build())
            .build();

    @Override
    public HookResult receive(Map<String, String> headers, byte[] body, Secret secret) {
        if (body.length > MAX_BODY_BYTES) {
            return new HookResult.Refused("the body is larger than the limit of 3 MiB");
        }
        if (secret.isEmpty()) {
            return new HookResult.Refused("the source has no webhook secret");
        }
        String signature = headers.getOrDefault("x-hub-signature-256", "");
        if (!isSigned(signature, body, secret)) {
            return new HookResult.Refused("X-Hub-Signature-256 is missing or does not fit the body and the secret");
        }
        String event = headers.getOrDefault("x-github-event", "");
        return switch (event) {
            case "ping" -> new HookResult.Ping();
            case "push" -> read(headers, body, GitHubHook::push);
            case "pull_request" -> read(headers, body, GitHubHook::pullRequest);
            default -> new HookResult.Ignored("the event is neither push nor pull_request");
        };
    }

    private static boolean isSigned(String signature, byte[] body, Secret secret) {
        if (!signature.startsWith(SIGNATURE_PREFIX)) {
            return false;
        }
        byte[] claimed;
        try {
            claimed = HexFormat.of().parseHex(signature.substring(SIGNATURE_PREFIX.length()));
        } catch (IllegalArgumentException notHexadecimal) {
            return false;
        }
        return MessageDigest.isEqual(hmac(body, secret), claimed);
    }

    private static byte[] hmac(byte[] body, Secret secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.bytes(), "HmacSHA256"));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private HookResult read(Map<String, String> headers, byte[] body, Function<JsonNode, HookResult> meaning) {
        String type = headers.getOrDefault("content-type", "").toLowerCase(Locale.ROOT);
        if (!type.startsWith("application/json")) {
            return new HookResult.Refused("the webhook's content type must be application/json");
        }
        try {
            return meaning.apply(json.readTree(body));
        } catch (JacksonException e) {
            return new HookResult.Refused("the body is not the JSON of the event");
        }
    }

    private static HookResult pullRequest(JsonNode event) {
        String base = event.path("pull_request").path("base").path("ref").asString("");
        return base.isEmpty()
                ? new HookResult.Refused("the pull request names no base")
                : new HookResult.PullRequest(base);
    }

    private static HookResult push(JsonNode event) {
        String ref = event.path("ref").asString("");
        String after = event.path("after").asString("");
        if (!ref.startsWith("refs/heads/")) {
            return new HookResult.Ignored("the push moves no branch");
        }
        if (event.path("deleted").asBoolean(false) || after.matches("0+")) {
            return new HookResult.Deleted(ref);
        }
        List<String> urls = urls(event.path("repository")).toList();
        if (!Revision.isRevision(after) || urls.isEmpty()) {
            return new HookResult.Refused("the push names no commit or no repository");
        }
        return new HookResult.Push(urls, ref, new Revision(after));
    }

    private static Stream<String> urls(JsonNode repository) {
        return URL_FIELDS.stream()
                .map(field -> repository.path(field).asString(""))
                .filter(url -> !url.isEmpty() && url.length() <= MAX_URL_LENGTH);
    }
}
