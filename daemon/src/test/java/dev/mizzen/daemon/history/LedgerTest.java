package dev.mizzen.daemon.history;

import static dev.mizzen.daemon.report.Examples.DEPLOYMENT;
import static dev.mizzen.daemon.report.Examples.FIRST;
import static dev.mizzen.daemon.report.Examples.ROLLING;
import static dev.mizzen.daemon.report.Examples.SECOND;
import static dev.mizzen.daemon.report.Examples.STAGING;
import static dev.mizzen.daemon.report.Examples.WEB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mizzen.daemon.report.DeliveryState;
import dev.mizzen.daemon.report.Examples;
import dev.mizzen.daemon.report.HandClock;
import dev.mizzen.daemon.report.StatusBoard;
import dev.mizzen.daemon.report.Sync;
import dev.mizzen.daemon.store.ReleaseLog.Ending;
import dev.mizzen.daemon.store.ReleaseLog.Row;
import dev.mizzen.daemon.store.Store;
import dev.mizzen.daemon.store.StoreUnavailable;
import dev.mizzen.daemon.store.Which;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Revision THIRD = new Revision("3".repeat(40));
    private static final Health BROKEN = new Health(Health.State.DEGRADED, "crashes");
    private static final Duration DAY = Duration.ofDays(1);

    private final HandClock clock = new HandClock();
    private final Store store;
    private StatusBoard board = new StatusBoard(clock);
    private String inputs = "one";

    LedgerTest() throws StoreUnavailable {
        store = Store.open("jdbc:h2:mem:" + UUID.randomUUID(), Optional.empty(), Optional.empty());
    }

    @BeforeEach
    void start() {
        board.subscribe(new Ledger(store.releaseLog(), id -> Optional.of(inputs), clock));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void restart() {
        DeliveryState was = board.of(WEB).orElseThrow();
        board = new StatusBoard(clock);
        start();
        board.restore(new DeliveryState(
                WEB,
                Sync.SYNCED,
                "",
                List.of(),
                List.of(),
                was.head(),
                Optional.empty(),
                was.applied(),
                was.since(),
                Map.of(),
                List.of()));
    }

    private void pushed(Revision revision, String what) {
        inputs = what;
        board.wanted(WEB, revision, clock.instant());
    }

    private void fares(Health health) {
        board.health(WEB, STAGING, Map.of(DEPLOYMENT, health));
    }

    /** Applied after ten seconds, with this health ten seconds later. */
    private void delivered(Revision revision, Health health) {
        clock.advance(Duration.ofSeconds(10));
        Examples.applied(board, WEB, revision, ROLLING);
        clock.advance(Duration.ofSeconds(10));
        fares(health);
    }

    private List<Row> rows() {
        return store.releaseLog().find(Which.ALL, Instant.EPOCH, clock.instant().plusSeconds(1), 100);
    }

    private Figures figures() {
        return Figures.of(rows(), DAY, clock.instant());
    }

    @Test
    void aBrokenReleaseThatGitTakesBackIsOneFailureOfThreeDeployments() {
        pushed(FIRST, "one");
        delivered(FIRST, Health.HEALTHY);
        clock.advance(Duration.ofMinutes(1));
        pushed(SECOND, "two");
        delivered(SECOND, BROKEN);
        clock.advance(Duration.ofMinutes(2));
        pushed(THIRD, "one");
        delivered(THIRD, Health.HEALTHY);

        assertThat(rows()).extracting(Row::ending).containsExactly(Ending.NONE, Ending.ROLLED_BACK, Ending.SUPERSEDED);
        assertThat(figures().deployments()).isEqualTo(3);
        assertThat(figures().failures()).isEqualTo(1);
        assertThat(figures().frequency()).isEqualTo(3.0, within(0.001));
        assertThat(figures().pushToHealthy()).contains(Duration.ofSeconds(20));
        assertThat(figures().restore())
                .as("from degraded until the next is healthy")
                .contains(Duration.ofSeconds(140));
    }

    @Test
    void aReleaseThatWasRunningAtARestartGoesOn() {
        pushed(FIRST, "one");
        clock.advance(Duration.ofSeconds(10));
        Examples.applied(board, WEB, FIRST, ROLLING);
        restart();
        Examples.applied(board, WEB, FIRST, Health.HEALTHY);

        assertThat(rows()).singleElement().satisfies(row -> {
            assertThat(row.head()).isEqualTo(FIRST);
            assertThat(row.healthy()).isPresent();
        });
    }

    @Test
    void aReleaseThatWasRunningAtARestartIsSupersededByWhatWasPushedMeanwhile() {
        pushed(FIRST, "one");
        restart();
        pushed(SECOND, "two");

        assertThat(rows()).extracting(Row::ending).containsExactly(Ending.NONE, Ending.SUPERSEDED);
        assertThat(Failures.word(rows().getLast(), clock.instant())).isEqualTo("superseded");
        assertThat(figures().deployments()).isZero();
        assertThat(figures().failureRate()).isEmpty();
    }

    @Test
    void whatARolloutPassesThroughIsNoFailure() {
        pushed(FIRST, "one");
        delivered(FIRST, BROKEN);
        clock.advance(Failures.PASSING.minusSeconds(1));
        fares(Health.HEALTHY);
        clock.advance(DAY);

        assertThat(figures().failures()).isZero();
    }

    @Test
    void aFailureThatMendsItselfIsAFailureAllTheSame() {
        pushed(FIRST, "one");
        delivered(FIRST, BROKEN);
        clock.advance(Duration.ofMinutes(5));
        fares(Health.HEALTHY);

        assertThat(figures().failures()).isEqualTo(1);
        assertThat(figures().restore()).contains(Duration.ofMinutes(5));
    }

    @Test
    void whatFaresBadlyLongAfterwardsIsNotTheReleasesFailure() {
        pushed(FIRST, "one");
        delivered(FIRST, Health.HEALTHY);
        clock.advance(Failures.PROBATION.plusSeconds(1));
        fares(BROKEN);
        clock.advance(Duration.ofMinutes(5));
        fares(Health.HEALTHY);

        assertThat(figures().failures()).isZero();
    }

    @Test
    void whatWasThereBeforeTheHistoryIsNoDeployment() {
        board.restore(new DeliveryState(
                WEB,
                Sync.SYNCED,
                "",
                List.of(),
                List.of(),
                Optional.of(FIRST),
                Optional.empty(),
                Optional.of(FIRST),
                clock.instant(),
                Map.of(),
                List.of()));
        Examples.applied(board, WEB, FIRST, Health.HEALTHY);

        assertThat(rows()).isEmpty();
    }
}
