package dev.mizzen.testkit.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** GitHub Apps: an App proves itself by a signed claim, and its installation gets tokens that end. */
final class AppApi {
    private static final Pattern TOKENS = Pattern.compile("/app/installations/([0-9]+)/access_tokens");
    private static final Duration LONGEST_CLAIM = Duration.ofMinutes(10);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Dialect.Subject subject;
    private final Clock clock;
    private final Map<String, Instant> tokens = new ConcurrentHashMap<>();
    private final List<String> repositories = new CopyOnWriteArrayList<>();
    private final AtomicInteger issued = new AtomicInteger();
    private volatile @Nullable App app;

    AppApi(Dialect.Subject subject, Clock clock) {
        this.subject = subject;
        this.clock = clock;
    }

    /** An App that is installed. */
    record App(String id, long installation, PublicKey key, Duration life) {}

    void install(App newApp) {
        app = newApp;
    }

    /** Takes all tokens back. */
    void revoke() {
        tokens.clear();
    }

    /** What tokens were asked for, oldest first: the names of their repositories. */
    List<String> repositories() {
        return List.copyOf(repositories);
    }

    /** Whether a request to {@code path} proves itself as an App or by the token of one. */
    boolean knows(String path, Headers headers) {
        return path.startsWith("/app/") || isInstallation(headers);
    }

    boolean isInstallation(Headers headers) {
        Instant end = tokens.get(bearer(headers));
        return end != null && clock.instant().isBefore(end);
    }

    private static String bearer(Headers headers) {
        String given = headers.getFirst("Authorization");
        return given != null && given.startsWith("Bearer ") ? given.substring("Bearer ".length()) : "";
    }

    /** The answer, where the request is one of an App. */
    Optional<Answer> answer(Request request) {
        Matcher path = TOKENS.matcher(request.path());
        if (!path.matches() || !request.method().equals("POST")) {
            return Optional.empty();
        }
        App known = app;
        if (known == null || !path.group(1).equals(Long.toString(known.installation()))) {
            return Optional.of(Answer.failure(404, "Not Found"));
        }
        String refused = refused(known, bearer(request.headers()));
        return Optional.of(refused.isEmpty() ? token(known, request.json()) : Answer.failure(401, refused));
    }

    private Answer token(App known, JsonNode body) {
        List<String> wrong = subject.schemas().violations("createTokenRequest", body);
        wrong.forEach(subject.violations());
        if (!wrong.isEmpty()) {
            return Answer.failure(422, wrong.getFirst());
        }
        String token = "ghs_" + issued.incrementAndGet();
        Instant end = clock.instant().plus(known.life()).truncatedTo(ChronoUnit.SECONDS);
        tokens.put(token, end);
        repositories.add(body.path("repositories")
                .valueStream()
                .map(JsonNode::asString)
                .toList()
                .toString());
        ObjectNode answer = JSON.createObjectNode().put("token", token).put("expires_at", end.toString());
        answer.put("repository_selection", "selected");
        answer.putObject("permissions").put("statuses", "write").put("pull_requests", "write");
        return new Answer(201, subject.checked("createTokenResponse", answer));
    }

    /** Why the claim is not believed; nothing where it is. */
    private String refused(App known, String claim) {
        String[] parts = claim.split("\\.", 4);
        if (parts.length != 3) {
            return "A JSON web token could not be decoded";
        }
        try {
            JsonNode header = decoded(parts[0]);
            JsonNode claims = decoded(parts[1]);
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(known.key());
            signature.update((parts[0] + "." + parts[1]).getBytes(UTF_8));
            boolean signed = header.path("alg").asString("").equals("RS256")
                    && signature.verify(Base64.getUrlDecoder().decode(parts[2]));
            return !signed || !claims.path("iss").asString("").equals(known.id())
                    ? "A JSON web token could not be decoded"
                    : late(claims);
        } catch (GeneralSecurityException | IllegalArgumentException | JacksonException e) {
            return "A JSON web token could not be decoded";
        }
    }

    private String late(JsonNode claims) {
        Instant now = clock.instant();
        Instant issuedAt = Instant.ofEpochSecond(claims.path("iat").asLong(Long.MAX_VALUE / 2_000_000_000));
        Instant end = Instant.ofEpochSecond(claims.path("exp").asLong(0));
        if (issuedAt.isAfter(now)) {
            return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
        }
        return end.isBefore(now) || end.isAfter(now.plus(LONGEST_CLAIM))
                ? "'Expiration time' claim ('exp') is too far in the future"
                : "";
    }

    private static JsonNode decoded(String part) {
        return JSON.readTree(Base64.getUrlDecoder().decode(part));
    }
}
