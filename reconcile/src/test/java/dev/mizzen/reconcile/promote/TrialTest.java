package dev.mizzen.reconcile.promote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.promote.Trial.Faring;
import dev.mizzen.reconcile.promote.Trial.Good;
import dev.mizzen.reconcile.spec.Environment.OnFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrialTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration VERIFY = Duration.ofMinutes(15);
    private static final Revision PIN = new Revision("b".repeat(40));
    private static final Revision GOOD = new Revision("a".repeat(40));
    private static final Revision HEAD = new Revision("1".repeat(40));
    private static final Faring WELL = new Faring.Well();
    private static final Faring BADLY = new Faring.Badly("degraded: no such image", true);

    private Trial trial = Trial.begun(PIN, Optional.of(new Good(GOOD, HEAD)));

    @Test
    void whatIsHealthyWhenItsTimeIsOverIsGood() {
        see(WELL, 0);
        see(WELL, 899);
        assertThat(trial.good().map(Good::pin)).contains(GOOD);

        see(WELL, 900);
        assertThat(trial.good()).contains(new Good(PIN, HEAD));
    }

    @Test
    void whatFaresBadlyForAMomentDidNotFail() {
        see(WELL, 0);
        see(BADLY, 10);
        see(BADLY, 39);
        see(WELL, 39);
        see(BADLY, 50);
        see(BADLY, 79);

        assertThat(trial.failed()).isEmpty();
        assertThat(trial.fails()).contains(NOW.plusSeconds(80));
    }

    @Test
    void whatFaresBadlyInItsTimeFailed() {
        see(WELL, 0);
        see(BADLY, 890);
        see(BADLY, 920);

        assertThat(trial.failed().map(Trial.Failure::why)).contains("degraded: no such image");
    }

    @Test
    void whatFaresBadlyAfterItsTimeIsNoFailureOfThePin() {
        see(WELL, 0);
        see(WELL, 901);
        see(BADLY, 902);
        see(BADLY, 2000);

        assertThat(trial.failed()).isEmpty();
        assertThat(trial.good()).contains(new Good(PIN, HEAD));
    }

    @Test
    void whatIsRefusedBeforeItIsDeliveredFailedToo() {
        see(new Faring.Badly("no such definition", false), 0);
        see(new Faring.Badly("no such definition", false), 30);

        assertThat(trial.delivered()).isEmpty();
        assertThat(trial.failed()).isPresent();
    }

    @Test
    void aClusterThatDoesNotAnswerIsNoFailure() {
        see(BADLY, 0);
        see(new Faring.Unknown(), 20);
        see(BADLY, 40);
        see(BADLY, 60);

        assertThat(trial.failed()).isEmpty();
    }

    @Test
    void aFailureStaysUntilThePinPassesAfterAll() {
        see(BADLY, 0);
        see(BADLY, 30);
        see(WELL, 40);
        assertThat(trial.failed()).isPresent();

        see(WELL, 900);
        assertThat(trial.failed()).isEmpty();
        assertThat(trial.good()).contains(new Good(PIN, HEAD));
    }

    @Test
    void thePinGoesBackToWhatWasGoodIfItAloneChanged() {
        fail();

        assertThat(recourse(OnFailure.ROLLBACK, Set.of(), true))
                .isEqualTo(new Recourse.Back(PIN, trial.failed().orElseThrow(), GOOD));
        assertThat(recourse(OnFailure.ROLLBACK, Set.of(), false))
                .isInstanceOfSatisfying(
                        Recourse.Stop.class, stop -> assertThat(stop.line()).contains("more than the pin changed"));
        assertThat(recourse(OnFailure.ROLLBACK, Set.of(GOOD), true)).isInstanceOf(Recourse.Stop.class);
        assertThat(recourse(OnFailure.STOP, Set.of(), true)).isInstanceOf(Recourse.Stop.class);
    }

    @Test
    void withoutAnythingThatWasGoodNothingIsRolledBack() {
        trial = Trial.begun(PIN, Optional.empty());
        fail();
        assertThat(recourse(OnFailure.ROLLBACK, Set.of(), true)).isInstanceOf(Recourse.Stop.class);

        trial = Trial.begun(PIN, Optional.of(new Good(PIN, HEAD)));
        fail();
        assertThat(recourse(OnFailure.ROLLBACK, Set.of(), true)).isInstanceOf(Recourse.Stop.class);
    }

    @Test
    void nothingIsDoneAboutWhatDidNotFail() {
        see(BADLY, 0);

        assertThat(recourse(OnFailure.ROLLBACK, Set.of(), true)).isEqualTo(new Recourse.Nothing());
    }

    private void fail() {
        see(BADLY, 0);
        see(BADLY, 30);
    }

    private Recourse recourse(OnFailure onFailure, Set<Revision> rejected, boolean alone) {
        return Recourse.of(trial, onFailure, rejected, head -> alone && head.equals(HEAD));
    }

    private void see(Faring faring, int second) {
        trial = trial.seen(faring, HEAD, NOW.plusSeconds(second), VERIFY);
    }
}
