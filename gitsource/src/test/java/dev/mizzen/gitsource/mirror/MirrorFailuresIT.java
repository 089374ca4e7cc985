package dev.mizzen.gitsource.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mizzen.gitsource.Secret;
import dev.mizzen.gitsource.mirror.SourceRejected.Reason;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.testkit.git.BareRepository;
import dev.mizzen.testkit.git.BareRepository.Special;
import dev.mizzen.testkit.git.Fault;
import dev.mizzen.testkit.git.GitServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorFailuresIT {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Limits SHORT = new Limits(2L << 30, Duration.ofSeconds(1), Duration.ofSeconds(20));

    @TempDir
    Path temp;

    private GitServer server;
    private BareRepository repository;
    private String head;
    private Remote remote;

    @BeforeEach
    void start() throws IOException {
        server = GitServer.start(temp.resolve("server"), CLOCK);
        repository = server.repository("acme/shop");
        head = repository.commit("main", "one", Map.of("a", "1"));
        remote = Remote.of(server.url("acme/shop"), "main");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String updated(Remote from) throws Exception {
        try (Mirror mirror = Mirror.open(new SourceName("shop"), from, temp.resolve("mirror"), CLOCK)) {
            return mirror.update().revision().id();
        }
    }

    private void rejected(Remote from, Reason reason, String message) {
        assertThatThrownBy(() -> updated(from))
                .isInstanceOfSatisfying(
                        SourceRejected.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(message);
    }

    private void unavailable(Remote from, String message) {
        assertThatThrownBy(() -> updated(from))
                .isInstanceOf(SourceUnavailable.class)
                .hasMessageContaining(message);
    }

    private static String noise(int bytes) {
        return new Random(1)
                .ints(bytes, 32, 127)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void credentialsOpenAClosedRepository() throws Exception {
        server.requireLogin("x-access-token", "s3cret");

        assertThat(updated(remote.withCredentials(new Credentials.Token(Secret.of("s3cret")))))
                .isEqualTo(head);
        assertThat(updated(remote.withCredentials(new Credentials.Basic("x-access-token", Secret.of("s3cret")))))
                .isEqualTo(head);
    }

    @Test
    void missingOrWrongCredentialsAreRejectedAndNotShown() {
        server.requireLogin("x-access-token", "s3cret");

        rejected(remote, Reason.AUTHENTICATION, "the server wants credentials and the source has none (HTTP 401)");
        assertThatThrownBy(() -> updated(remote.withCredentials(new Credentials.Token(Secret.of("wr0ng")))))
                .isInstanceOf(SourceRejected.class)
                .hasMessageContaining("refuses the credentials")
                .message()
                .doesNotContain("wr0ng");
    }

    @Test
    void credentialsDoNotFollowARedirectToAnotherHost() throws Exception {
        try (GitServer other = GitServer.start(temp.resolve("other"), CLOCK)) {
            String there = other.repository("acme/shop").commit("main", "other", Map.of("a", "2"));
            server.fail(new Fault.RedirectTo(other.base().toString()));
            Remote withToken = remote.withCredentials(new Credentials.Token(Secret.of("s3cret")));

            assertThat(updated(withToken)).isEqualTo(there);
            other.requireLogin("x-access-token", "s3cret");
            rejected(withToken, Reason.AUTHENTICATION, "HTTP 401");

            assertThat(other.requests())
                    .isNotEmpty()
                    .allSatisfy(request -> assertThat(request.authorization()).isEmpty());
        }
    }

    @Test
    void aServersCertificateMustBeTrustedAndForTheHost() throws Exception {
        SelfSigned ours = SelfSigned.in(Files.createDirectory(temp.resolve("ours")), "ip:127.0.0.1");
        SelfSigned elsewhere = SelfSigned.in(Files.createDirectory(temp.resolve("elsewhere")), "dns:example.com");
        try (GitServer tls = GitServer.startTls(temp.resolve("tls"), CLOCK, ours.server());
                GitServer wrong = GitServer.startTls(temp.resolve("wrong"), CLOCK, elsewhere.server())) {
            String there = tls.repository("acme/shop").commit("main", "tls", Map.of("a", "2"));
            Remote https = Remote.of(tls.url("acme/shop"), "main");

            assertThat(updated(https.withCertificates(ours.pem()))).isEqualTo(there);
            unavailable(https, "certif");
            unavailable(Remote.of(wrong.url("acme/shop"), "main").withCertificates(elsewhere.pem()), "127.0.0.1");
        }
    }

    @Test
    void aRepositoryThatIsNotThereIsRejected() {
        rejected(
                Remote.of(server.url("acme/none"), "main"),
                Reason.NO_SUCH_REPOSITORY,
                "/acme/none.git: no such repository, or the credentials may not see it (HTTP 404)");
        rejected(Remote.of("file://" + temp.resolve("none"), "main"), Reason.NO_SUCH_REPOSITORY, "no such repository");
    }

    @Test
    void aServerErrorIsUnavailableAndOverWhenItIsOver() throws Exception {
        server.fail(new Fault.Status(503));
        unavailable(remote, "the server answers with HTTP 503");

        server.fail(new Fault.None());
        assertThat(updated(remote)).isEqualTo(head);
    }

    @Test
    void aServerThatIsGoneIsUnavailable() {
        server.close();

        unavailable(remote, "refused");
    }

    @Test
    void aServerThatSaysNothingIsUnavailableAfterTheTimeOfSilence() {
        server.fail(new Fault.Delay(Duration.ofSeconds(5)));

        unavailable(remote.withLimits(SHORT), "timed out");
    }

    @Test
    void anAnswerCutInTheMiddleIsUnavailableAndTheNextUpdateMendsIt() throws Exception {
        head = repository.commit("main", "big", Map.of("a", noise(300_000)));
        server.fail(new Fault.CutAfter(100_000));
        unavailable(remote.withLimits(SHORT), "acme/shop.git: ");

        server.fail(new Fault.None());
        assertThat(updated(remote)).isEqualTo(head);
    }

    @Test
    void aServerKilledInTheMiddleIsUnavailable() throws Exception {
        repository.commit("main", "big", Map.of("a", noise(300_000)));
        server.onRequest(request -> {
            if (request.line().startsWith("POST")) {
                server.close();
            }
        });

        unavailable(remote.withLimits(SHORT), "acme/shop.git: ");
    }

    @Test
    void aRepositoryOverTheLimitIsRejectedWithTheLimitsName() throws Exception {
        repository.commit("main", "big", Map.of("a", noise(3 << 20)));
        Limits oneMebibyte = new Limits(1 << 20, Duration.ofSeconds(30), Duration.ofMinutes(1));

        rejected(
                remote.withLimits(oneMebibyte),
                Reason.TOO_LARGE,
                "the repository is larger than the limit of 1 MiB (repositoryBytes)");
    }

    @Test
    void anObjectThatInflatesOverTheLimitIsRejected() throws Exception {
        repository.commit("main", "bomb", Map.of("a", "0".repeat(3 << 20)));
        Limits oneMebibyte = new Limits(1 << 20, Duration.ofSeconds(30), Duration.ofMinutes(1));

        rejected(remote.withLimits(oneMebibyte), Reason.TOO_LARGE, "(repositoryBytes)");
    }

    @Test
    void anUpdateThatTakesTooLongIsUnavailable() {
        server.fail(new Fault.Delay(Duration.ofMillis(200)));
        Limits hasty = new Limits(2L << 30, Duration.ofSeconds(30), Duration.ofMillis(100));

        unavailable(remote.withLimits(hasty), "(fetch)");
    }

    @Test
    void submodulesAreRefusedUnlessTheyAreSkipped() throws Exception {
        String withOne = repository.commit(
                "main", "sub", Map.of("libs/x", "1".repeat(40), "a", "1"), Map.of("libs/x", Special.SUBMODULE));

        rejected(remote, Reason.SUBMODULE, "libs/x is a submodule");
        assertThat(updated(remote.withSubmodules(Submodules.SKIP))).isEqualTo(withOne);
    }

    @Test
    void aPathThatTheCommitDoesNotHaveIsRejected() {
        rejected(remote.withPath("deploy"), Reason.NO_SUCH_PATH, "has no directory deploy");
        rejected(remote.withPath("a"), Reason.NO_SUCH_PATH, "has no directory a");
    }

    @Test
    void anEmptyRepositoryIsRejected() {
        server.repository("acme/empty");

        rejected(
                Remote.of(server.url("acme/empty"), "main"),
                Reason.NO_SUCH_BRANCH,
                "there is no branch main: the repository is empty");
    }
}
