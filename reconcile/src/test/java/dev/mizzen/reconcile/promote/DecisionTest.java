package dev.mizzen.reconcile.promote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.spec.Environment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DecisionTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Revision CANDIDATE = new Revision("c".repeat(40));
    private static final Digest INPUTS = Digest.of("inputs");
    private static final Optional<Digest> OTHER = Optional.of(Digest.of("other"));

    @ParameterizedTest
    @EnumSource(Environment.By.class)
    void theSameInputsAreNeverPromotedAgain(Environment.By by) {
        assertThat(decide(by, 0, Optional.of(INPUTS), Set.of(), true, Optional.empty()))
                .isEqualTo(new Decision.UpToDate());
    }

    @Test
    void anOlderCandidateDoesNotGoBack() {
        Decision.Facts facts = new Decision.Facts(
                promotion(Environment.By.COMMIT, 0), CANDIDATE, INPUTS, OTHER, true, Set.of(), true, Optional.empty());

        assertThat(Decision.of(facts, NOW)).isEqualTo(new Decision.UpToDate());
    }

    @Test
    void whatFailedHereStaysOutEvenIfProved() {
        assertThat(decide(Environment.By.COMMIT, 0, OTHER, Set.of(CANDIDATE), true, Optional.empty()))
                .isEqualTo(new Decision.Stopped(CANDIDATE));
    }

    @Test
    void theSoakEndsToTheSecond() {
        Instant since = NOW.minus(Duration.ofMinutes(10));

        assertThat(decide(Environment.By.COMMIT, 0, OTHER, Set.of(), false, Optional.of(since.plusSeconds(1))))
                .isEqualTo(new Decision.Soaking(CANDIDATE, NOW.plusSeconds(1)));
        assertThat(decide(Environment.By.COMMIT, 0, OTHER, Set.of(), false, Optional.of(since)))
                .isEqualTo(new Decision.Promote(CANDIDATE));
    }

    @Test
    void whatIsNotHealthyIsUnprovedUnlessItWasProvedBefore() {
        assertThat(decide(Environment.By.COMMIT, 0, Optional.empty(), Set.of(), false, Optional.empty()))
                .isEqualTo(new Decision.Unproved(CANDIDATE));
        assertThat(decide(Environment.By.COMMIT, 0, Optional.empty(), Set.of(), true, Optional.empty()))
                .isEqualTo(new Decision.Promote(CANDIDATE));
    }

    @Test
    void aCommitThatNeedsApprovalsAndAPromotionByHandWait() {
        assertThat(decide(Environment.By.COMMIT, 1, OTHER, Set.of(), true, Optional.empty()))
                .isInstanceOf(Decision.Blocked.class);
        assertThat(decide(Environment.By.MANUAL, 0, OTHER, Set.of(), true, Optional.empty()))
                .isInstanceOf(Decision.Blocked.class);
        assertThat(decide(Environment.By.PULL_REQUEST, 1, OTHER, Set.of(), true, Optional.empty()))
                .isEqualTo(new Decision.Promote(CANDIDATE));
    }

    private static Decision decide(
            Environment.By by,
            int approvals,
            Optional<Digest> pinned,
            Set<Revision> rejected,
            boolean proved,
            Optional<Instant> since) {
        return Decision.of(
                new Decision.Facts(promotion(by, approvals), CANDIDATE, INPUTS, pinned, false, rejected, proved, since),
                NOW);
    }

    private static Environment.Promotion promotion(Environment.By by, int approvals) {
        return new Environment.Promotion(
                new EnvironmentName("dev"),
                by,
                Duration.ofMinutes(10),
                approvals,
                Environment.OnFailure.STOP,
                Duration.ofMinutes(15),
                List.of(),
                new Position("environment.yaml", 1, 1));
    }
}
