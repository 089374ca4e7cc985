package dev.mizzen.gitsource.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mizzen.gitsource.Secret;
import dev.mizzen.gitsource.forge.CommitStatus.State;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.testkit.forge.ForgeFixture;
import dev.mizzen.testkit.forge.Outage;
import dev.mizzen.testkit.forge.RecordedStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GitHubIT {
    private static final Revision REVISION = new Revision("6113728f27ae82c7b1a177c8d03f9e96e0adf246");
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private ForgeFixture fixture;
    private HttpClient http;

    @BeforeEach
    void start() throws IOException {
        fixture = ForgeFixture.start(clock);
        fixture.requireToken("t0ken");
        http = HttpClient.newHttpClient();
    }

    @AfterEach
    void stop() {
        assertThat(fixture.violations()).isEmpty();
        fixture.close();
        http.close();
    }

    private Forge forge(String token) {
        return new GitHub(fixture.api(), "acme/shop", Access.bearer(Secret.of(token)), http, clock);
    }

    private static CommitStatus status(String context, State state, String description) {
        return new CommitStatus(
                REVISION, context, state, description, Optional.of(URI.create("https://mizzen.example.com/shop")));
    }

    private void unavailable(Outage outage, String message, Optional<Duration> retryAfter) {
        fixture.fail(outage);
        assertThatThrownBy(() -> forge("t0ken").publish(status("mizzen", State.PENDING, "…")))
                .isInstanceOfSatisfying(
                        ForgeUnavailable.class, e -> assertThat(e.retryAfter()).isEqualTo(retryAfter))
                .hasMessageContaining(message);
    }

    @Test
    void everyStateArrivesAsGitHubWritesItAndIsReadBack() throws Exception {
        Forge forge = forge("t0ken");
        for (State state : State.values()) {
            forge.publish(status("mizzen/prod/" + state, state, "said " + state));
        }

        assertThat(fixture.statuses())
                .extracting(RecordedStatus::state)
                .containsExactly("pending", "success", "failure", "error");
        assertThat(forge.statuses(REVISION))
                .extracting(CommitStatus::state)
                .containsExactly(State.ERROR, State.FAILURE, State.SUCCESS, State.PENDING);
        assertThat(forge.statuses(REVISION).getFirst())
                .isEqualTo(status("mizzen/prod/ERROR", State.ERROR, "said ERROR"));
    }

    @Test
    void onlyTheNewestOfEachContextIsReadOverAllPages() throws Exception {
        Forge forge = forge("t0ken");
        forge.publish(status("first", State.PENDING, "0"));
        for (int i = 0; i < 120; i++) {
            forge.publish(status("mizzen", i < 119 ? State.PENDING : State.SUCCESS, "run " + i));
        }

        assertThat(forge.statuses(REVISION))
                .containsExactly(status("mizzen", State.SUCCESS, "run 119"), status("first", State.PENDING, "0"));
    }

    @Test
    void aLongDescriptionIsCutSoThatGitHubTakesIt() throws Exception {
        forge("t0ken").publish(status("mizzen", State.FAILURE, "⛵".repeat(500)));

        assertThat(fixture.statuses()).hasSize(1);
    }

    @Test
    void aWrongTokenIsRejectedInOneLineThatDoesNotShowIt() {
        assertThatThrownBy(() -> forge("wr0ng").publish(status("mizzen", State.PENDING, "")))
                .isInstanceOf(ForgeRejected.class)
                .hasMessage("127.0.0.1 for acme/shop refuses the token (HTTP 401)");
    }

    @Test
    void rateLimitsSayWhenToComeBack() {
        unavailable(
                new Outage.RateLimited(NOW.plusSeconds(90)), "limits the rate", Optional.of(Duration.ofSeconds(90)));
        unavailable(
                new Outage.SecondaryRateLimited(Duration.ofSeconds(30)),
                "limits the rate",
                Optional.of(Duration.ofSeconds(30)));
        unavailable(new Outage.RateLimited(NOW.minusSeconds(5)), "limits the rate", Optional.of(Duration.ofSeconds(1)));
    }

    @Test
    void aServerErrorOrNoServerIsUnavailable() {
        unavailable(new Outage.ServerError(502), "answers with HTTP 502", Optional.empty());
        fixture.close();
        unavailable(new Outage.None(), "cannot be reached", Optional.empty());
    }

    @Test
    void aRepositoryThatIsNotThereIsRejected() {
        fixture.fail(new Outage.ServerError(404));

        assertThatThrownBy(() -> forge("t0ken").statuses(REVISION))
                .isInstanceOf(ForgeRejected.class)
                .hasMessageContaining("knows no such repository");
    }
}
