package dev.mizzen.gitsource.forge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mizzen.gitsource.Secret;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.testkit.forge.ForgeFixture;
import dev.mizzen.testkit.forge.Outage;
import dev.mizzen.testkit.git.BareRepository;
import dev.mizzen.testkit.git.GitServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitHubAppIT {
    private static final String SHOP = "acme/shop";
    private static final long INSTALLATION = 4242;
    private static final CommitStatus STATUS = new CommitStatus(
            new Revision("6113728f27ae82c7b1a177c8d03f9e96e0adf246"),
            "mizzen",
            CommitStatus.State.SUCCESS,
            "healthy",
            Optional.empty());

    @TempDir
    Path temp;

    private volatile Instant now = Instant.parse("2026-12-01T10:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private KeyPair key;
    private Path file;
    private ForgeFixture fixture;
    private HttpClient http;
    private GitHubApp app;
    private Forge forge;

    @BeforeEach
    void start() throws Exception {
        key = pair();
        file = temp.resolve("app.pem");
        write("PRIVATE KEY", key.getPrivate().getEncoded());
        fixture = ForgeFixture.start(clock);
        fixture.requireToken("nobody has this one");
        install(key);
        http = HttpClient.newHttpClient();
        app = app("1234");
        forge = new GitHub(fixture.api(), SHOP, app, http, clock);
    }

    @AfterEach
    void stop() {
        assertThat(fixture.violations()).isEmpty();
        fixture.close();
        http.close();
    }

    private static KeyPair pair() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private void install(KeyPair pair) {
        fixture.install("1234", INSTALLATION, pair.getPublic(), Duration.ofHours(1));
    }

    private void write(String label, byte[] content) throws IOException {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(content);
        Files.writeString(file, "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
    }

    private GitHubApp app(String id) {
        var identity = new GitHubApp.App(id, Long.toString(INSTALLATION), () -> Secret.of(Files.readAllBytes(file)));
        return new GitHubApp(fixture.api(), SHOP, identity, http, clock);
    }

    @Test
    void oneTokenForTheRepositoryAloneIsGoodForAllUntilShortlyBeforeItsEnd() throws Exception {
        forge.publish(STATUS);
        now = now.plus(Duration.ofMinutes(54));
        forge.publish(STATUS);
        assertThat(fixture.tokens()).containsExactly("[shop]");

        now = now.plus(Duration.ofMinutes(2));
        forge.publish(STATUS);
        assertThat(fixture.tokens()).containsExactly("[shop]", "[shop]");
    }

    @Test
    void aTokenThatIsTakenBackIsFetchedOnceMore() throws Exception {
        forge.publish(STATUS);
        fixture.revoke();
        forge.publish(STATUS);

        assertThat(fixture.tokens()).hasSize(2);
        assertThat(fixture.statuses()).hasSize(2);
    }

    @Test
    void anotherKeyInTheFileIsTakenUp() throws Exception {
        forge.publish(STATUS);
        KeyPair next = pair();
        install(next);
        fixture.revoke();
        assertThatThrownBy(() -> forge.publish(STATUS))
                .isInstanceOf(ForgeRejected.class)
                .hasMessage("127.0.0.1 for installation 4242 of the App 1234 refuses the token (HTTP 401)");

        // As GitHub hands them out: PKCS #1, which is what PKCS #8 wraps.
        byte[] wrapped = next.getPrivate().getEncoded();
        write("RSA PRIVATE KEY", Arrays.copyOfRange(wrapped, 26, wrapped.length));
        forge.publish(STATUS);
        assertThat(fixture.statuses()).hasSize(2);
    }

    @Test
    void aFileThatIsNoKeyOrAnotherAppIsRejectedWithoutBeingShown() throws Exception {
        assertThatThrownBy(() -> new GitHub(fixture.api(), SHOP, app("999"), http, clock).publish(STATUS))
                .isInstanceOf(ForgeRejected.class)
                .hasMessageContaining("App 999 refuses the token (HTTP 401)");
        for (String text :
                List.of("", "s3cret", "-----BEGIN RSA PRIVATE KEY-----\ns3cret\n-----END RSA PRIVATE KEY-----")) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> forge.publish(STATUS))
                    .isInstanceOf(ForgeRejected.class)
                    .hasMessageContaining("the private key of the App 1234 cannot be used")
                    .hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void whileNoNewTokenCanBeHadTheOldOneServesToItsEnd() throws Exception {
        Access.Proof first = app.proof();
        fixture.fail(new Outage.ServerError(503));
        now = now.plus(Duration.ofMinutes(58));
        assertThat(app.proof()).isEqualTo(first);

        now = now.plus(Duration.ofMinutes(3));
        assertThatThrownBy(app::proof).isInstanceOf(ForgeUnavailable.class).hasMessageContaining("HTTP 503");
    }

    @Test
    void whatTheAppWroteIsItsOwnAndNobodyElses() throws Exception {
        try (GitServer server = GitServer.start(temp.resolve("git"), Clock.systemUTC())) {
            BareRepository repository = server.repository(SHOP);
            repository.commit("main", "one", Map.of("a", "1"));
            repository.move("feature", repository.head("main").orElseThrow());
            repository.commit("feature", "two", Map.of("a", "2"));
            fixture.follow(server);
            PullRequests pulls = forge.pullRequests().orElseThrow();
            PullRequest opened = pulls.open(new PullRequest.Draft("feature", "main", "A feature", ""));
            pulls.comment(opened, "ours");
            fixture.comment(SHOP, 1, "alice", "hers");

            assertThat(pulls.comments(opened))
                    .filteredOn(PullRequest.Comment::ours)
                    .extracting(PullRequest.Comment::text)
                    .containsExactly("ours");
        }
    }
}
