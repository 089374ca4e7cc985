package dev.mizzen.daemon.report;

import static dev.mizzen.daemon.report.Examples.DEPLOYMENT;
import static dev.mizzen.daemon.report.Examples.FIRST;
import static dev.mizzen.daemon.report.Examples.ROLLING;
import static dev.mizzen.daemon.report.Examples.SECOND;
import static dev.mizzen.daemon.report.Examples.STAGING;
import static dev.mizzen.daemon.report.Examples.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.run.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusBoardTest {
    private final HandClock clock = new HandClock();
    private final StatusBoard board = new StatusBoard(clock);

    private DeliveryState web() {
        return board.of(WEB).orElseThrow();
    }

    @Test
    void aCommitGoesFromProgressingToSyncedAndHealthy() {
        board.wanted(WEB, FIRST, clock.instant());
        assertThat(web().sync()).isEqualTo(Sync.PROGRESSING);
        assertThat(web().health().state()).isEqualTo(Health.State.UNKNOWN);

        board.outcome(WEB, FIRST, Examples.synced());
        assertThat(web().sync()).isEqualTo(Sync.SYNCED);
        assertThat(web().isWell())
                .as("an object that was not seen yet is not healthy")
                .isFalse();

        board.health(WEB, STAGING, Map.of(DEPLOYMENT, Health.HEALTHY));
        assertThat(web().isWell()).isTrue();
        assertThat(web().applied()).contains(FIRST);
    }

    /** After a restart nobody may take what was seen already for a rollout. */
    @Test
    void aRunsOutcomeAndTheHealthThatWasSeenComeInOneStep() {
        List<Health.State> passed = new ArrayList<>();
        board.wanted(WEB, FIRST, clock.instant());
        board.subscribe((before, after) ->
                after.map(DeliveryState::health).map(Health::state).ifPresent(passed::add));

        board.outcome(WEB, FIRST, Examples.synced(), Map.of(STAGING, Map.of(DEPLOYMENT, Health.HEALTHY)));

        assertThat(passed).containsExactly(Health.State.HEALTHY);
    }

    @Test
    void aLookThatBeganBeforeAnObjectWentDoesNotBringItBack() {
        Examples.applied(board, WEB, FIRST, Health.HEALTHY);
        ObjectRef gone = new ObjectRef("", "ConfigMap", "shop", "gone");
        board.health(
                WEB,
                STAGING,
                Map.of(DEPLOYMENT, Health.HEALTHY, gone, new Health(Health.State.MISSING, "is not there")));
        assertThat(web().isWell()).isTrue();
        assertThat(web().objects().get(STAGING)).containsOnlyKeys(DEPLOYMENT);
    }

    @Test
    void anOutcomeOfAnOlderCommitDoesNotCloseANewerOne() {
        board.wanted(WEB, FIRST, clock.instant());
        board.wanted(WEB, SECOND, clock.instant());
        board.outcome(WEB, FIRST, Examples.synced());
        assertThat(web().sync()).isEqualTo(Sync.PROGRESSING);
        assertThat(web().head()).contains(SECOND);
    }

    @Test
    void rejectionKeepsWhatRunsAndItsHealth() {
        Examples.applied(board, WEB, FIRST, Health.HEALTHY);
        board.rejected(WEB, SECOND, clock.instant(), List.of(Problem.of("no such type"), Problem.of("another")));
        assertThat(web().sync()).isEqualTo(Sync.REJECTED);
        assertThat(web().message()).isEqualTo("no such type");
        assertThat(web().problems()).hasSize(2);
        assertThat(web().applied()).contains(FIRST);
        assertThat(web().objects()).containsKey(STAGING);
    }

    @Test
    void aClusterThatDoesNotAnswerIsToldApartFromOtherWaiting() {
        board.outcome(WEB, FIRST, Outcome.Waiting.of(new Obstacle.Unreachable(STAGING), "no answer"));
        assertThat(web().sync()).isEqualTo(Sync.UNREACHABLE);
        board.outcome(WEB, FIRST, Outcome.Waiting.of(new Obstacle.Dependency(), "a component waits"));
        assertThat(web().sync()).isEqualTo(Sync.WAITING);
    }

    @Test
    void sinceIsWhenTheStateBegan() {
        board.outcome(WEB, FIRST, Outcome.Waiting.of(new Obstacle.Dependency(), "a"));
        var began = clock.instant();
        clock.advance(Duration.ofMinutes(3));
        board.outcome(WEB, FIRST, Outcome.Waiting.of(new Obstacle.Dependency(), "b"));
        assertThat(web().since()).isEqualTo(began);
        assertThat(web().message()).isEqualTo("b");
    }

    @Test
    void aDriftThatIsProvedAgainKeepsItsBeginningAndEndsOnce() {
        Examples.applied(board, WEB, FIRST, Health.HEALTHY);
        var seen = clock.instant();
        board.drifted(Examples.drift(seen), Optional.empty());
        board.drifted(Examples.drift(seen.plusSeconds(5)), Optional.of("hpa"));
        assertThat(web().present())
                .singleElement()
                .satisfies(d -> assertThat(d.drift().seen()).isEqualTo(seen))
                .satisfies(d -> assertThat(d.fight()).contains("hpa"));

        clock.advance(Duration.ofSeconds(10));
        board.settled(WEB, STAGING, DEPLOYMENT);
        assertThat(web().present()).isEmpty();
        assertThat(web().drifts())
                .singleElement()
                .satisfies(d -> assertThat(d.ended()).contains(clock.instant()));
    }

    @Test
    void driftsAreRememberedUpToABound() {
        for (int i = 0; i < 2 * DeliveryState.MOST_DRIFTS; i++) {
            board.drifted(Examples.drift(clock.instant()), Optional.empty());
            board.settled(WEB, STAGING, DEPLOYMENT);
        }
        assertThat(web().drifts()).hasSize(DeliveryState.MOST_DRIFTS);
    }

    @Test
    void listenersHearOfChangesAndOfNothingElse() {
        List<String> heard = new ArrayList<>();
        board.subscribe((before, after) -> heard.add(before.map(s -> s.sync().word())
                        .orElse("-") + " " + after.map(s -> s.sync().word()).orElse("-")));
        board.wanted(WEB, FIRST, clock.instant());
        board.wanted(WEB, FIRST, clock.instant());
        board.outcome(WEB, FIRST, Examples.synced());
        board.outcome(WEB, FIRST, new Outcome.Retired(3));
        board.remove(WEB);
        assertThat(heard).containsExactly("- progressing", "progressing synced", "synced -");
    }

    @Test
    void theWorstObjectIsTheDeliverysHealth() {
        board.outcome(WEB, FIRST, Examples.synced());
        board.health(WEB, STAGING, Map.of(DEPLOYMENT, ROLLING));
        assertThat(web().health()).isEqualTo(ROLLING);
    }
}
