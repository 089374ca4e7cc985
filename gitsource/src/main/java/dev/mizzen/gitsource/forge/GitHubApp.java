package dev.mizzen.gitsource.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mizzen.gitsource.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Iterator;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A GitHub App, as its installation at one repository's owner. The installation's token is fetched when it is needed, is good
 * for that repository alone, and is kept until shortly before it expires or until GitHub refuses it. The App's key is
 * read each time a token is fetched, so another one is taken up without a restart.
 *
 * @see <a href="https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app">Authenticating with a GitHub App</a>
 */
public final class GitHubApp implements Access {
    /** GitHub refuses a longer one than ten minutes, and one from its future. */
    private static final Duration LIFE = Duration.ofMinutes(9);

    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);
    /** How long before its end a token is fetched anew. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final App app;
    private final String repository;
    private final ForgeRequests requests;
    private final Clock clock;
    private @Nullable Token token;

    /**
     * Who it is.
     *
     * @param id App ID or client ID
     * @param installation ID of the installation
     */
    public record App(String id, String installation, Key key) {}

    /** Where the private key is: RSA, as PEM. */
    @FunctionalInterface
    public interface Key {
        /** The key as it is now; its failure says what is wrong without showing it. */
        Secret read() throws IOException;
    }

    private record Token(Proof proof, Instant expires) {}

    /**
     * Fetches nothing yet.
     *
     * @param api as {@link GitHub#API}
     * @param repository owner and name, as {@code acme/shop}
     */
    public GitHubApp(URI api, String repository, App app, HttpClient http, Clock clock) {
        this.app = app;
        this.repository = repository;
        this.clock = clock;
        String asked = "installation " + app.installation() + " of the App " + app.id();
        this.requests = new ForgeRequests(
                new ForgeRequests.Target(api, asked, GitHub.HEADERS),
                () -> Access.bearer(claim()).proof(),
                http,
                clock);
    }

    @Override
    public synchronized Proof proof() throws ForgeUnavailable, ForgeRejected {
        Token known = token;
        Instant now = clock.instant();
        if (known != null && now.isBefore(known.expires().minus(MARGIN))) {
            return known.proof();
        }
        try {
            Token fetched = fetch();
            token = fetched;
            return fetched.proof();
        } catch (ForgeUnavailable e) {
            if (known != null && now.isBefore(known.expires())) {
                return known.proof();
            }
            throw e;
        }
    }

    @Override
    public synchronized boolean renewed(Proof refused) {
        if (token != null && token.proof().equals(refused)) {
            token = null;
        }
        return true;
    }

    private Token fetch() throws ForgeUnavailable, ForgeRejected {
        ObjectNode body = requests.object();
        body.putArray("repositories").add(repository.substring(repository.indexOf('/') + 1));
        JsonNode answer =
                requests.post("/app/installations/" + Line.encoded(app.installation()) + "/access_tokens", body);
        String text = answer.path("token").asString("");
        try {
            Instant expires = Instant.parse(answer.path("expires_at").asString(""));
            if (text.isEmpty()) {
                throw requests.unavailable("answers no token", null);
            }
            return new Token(Access.bearer(Secret.of(text)).proof(), expires);
        } catch (DateTimeException e) {
            throw requests.unavailable("answers a token without its end", e);
        }
    }

    /** A JSON Web Token with which the App says that it is itself. */
    private Secret claim() throws ForgeRejected {
        Instant now = clock.instant();
        ObjectNode header = requests.object().put("alg", "RS256").put("typ", "JWT");
        ObjectNode claims = requests.object()
                .put("iat", now.minus(CLOCK_SKEW).getEpochSecond())
                .put("exp", now.plus(LIFE).getEpochSecond())
                .put("iss", app.id());
        String signed = encoded(header) + "." + encoded(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key());
            signature.update(signed.getBytes(UTF_8));
            return Secret.of(signed + "." + BASE64.encodeToString(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw unusable(e.getClass().getSimpleName());
        }
    }

    private static String encoded(JsonNode node) {
        return BASE64.encodeToString(node.toString().getBytes(UTF_8));
    }

    private PrivateKey key() throws ForgeRejected {
        Secret pem;
        try {
            pem = app.key().read();
        } catch (IOException e) {
            throw unusable(String.valueOf(e.getMessage()));
        }
        try {
            Iterable<KeyPair> pairs = SecurityUtils.loadKeyPairIdentities(
                    null,
                    NamedResource.ofName("private key"),
                    new ByteArrayInputStream(pem.bytes()),
                    FilePasswordProvider.EMPTY);
            Iterator<KeyPair> found = pairs == null ? java.util.Collections.emptyIterator() : pairs.iterator();
            if (found.hasNext() && found.next().getPrivate() instanceof RSAPrivateKey key) {
                return key;
            }
            throw unusable("it is no RSA key in PEM");
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw unusable("it is no RSA key in PEM (" + e.getClass().getSimpleName() + ")");
        }
    }

    private ForgeRejected unusable(String why) {
        return new ForgeRejected("the private key of the App " + app.id() + " cannot be used: " + why);
    }
}
