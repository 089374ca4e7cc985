package dev.mizzen.daemon.report;

import static dev.mizzen.daemon.report.Examples.API;
import static dev.mizzen.daemon.report.Examples.FIRST;
import static dev.mizzen.daemon.report.Examples.ROLLING;
import static dev.mizzen.daemon.report.Examples.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.daemon.report.StatusPlan.Said;
import dev.mizzen.daemon.report.Verdict.State;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.run.Outcome;
import dev.mizzen.reconcile.spec.Environment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatusPlanTest {
    private final HandClock clock = new HandClock();
    private final StatusBoard board = new StatusBoard(clock);

    private Map<String, State> plan(List<DeliveryId> changed, Map<String, Said> said) {
        return StatusPlan.of(board.all(), changed, List.of(), said, clock.instant()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().state()));
    }

    @Test
    void theAggregateAndWhatTheCommitChangedAreTold() {
        Examples.applied(board, WEB, FIRST, Health.HEALTHY);
        Examples.applied(board, API, FIRST, ROLLING);
        assertThat(plan(List.of(WEB), Map.of()))
                .containsOnly(Map.entry("mizzen", State.PENDING), Map.entry("mizzen/staging/web", State.SUCCESS));
    }

    @Test
    void aFailureIsToldEvenIfTheCommitDidNotChangeIt() {
        Examples.applied(board, WEB, FIRST, Health.HEALTHY);
        board.outcome(API, FIRST, new Outcome.Rejected(List.of(Problem.of("no"))));
        assertThat(plan(List.of(), Map.of()))
                .containsOnly(Map.entry("mizzen", State.FAILURE), Map.entry("mizzen/prod/api", State.FAILURE));
    }

    @Test
    void anUnreachableClusterIsAnErrorAndNoFailure() {
        board.outcome(API, FIRST, Outcome.Waiting.of(new Obstacle.Unreachable(Examples.STAGING), "no answer"));
        assertThat(plan(List.of(API), Map.of())).containsEntry("mizzen/prod/api", State.ERROR);
    }

    @Test
    void whatAwaitsPromotionNeverHoldsTheAggregate() {
        Examples.applied(board, WEB, FIRST, Health.HEALTHY);
        board.outcome(API, FIRST, new Outcome.AwaitingPromotion());
        assertThat(plan(List.of(WEB, API), Map.of()))
                .containsOnly(Map.entry("mizzen", State.SUCCESS), Map.entry("mizzen/staging/web", State.SUCCESS));
    }

    @Test
    void whatEndedIsNotOpenedAgainButItsEndMayChange() {
        Map<String, Said> said = Map.of("mizzen/staging/web", new Said(State.SUCCESS, clock.instant()));
        Examples.applied(board, WEB, FIRST, ROLLING);
        assertThat(plan(List.of(WEB), said)).doesNotContainKey("mizzen/staging/web");
        Examples.applied(board, WEB, FIRST, new Health(Health.State.DEGRADED, "crash"));
        assertThat(plan(List.of(WEB), said)).containsEntry("mizzen/staging/web", State.FAILURE);
    }

    @Test
    void whatIsPendingTooLongEnds() {
        Map<String, Said> said = Map.of("mizzen/staging/web", new Said(State.PENDING, clock.instant()));
        Examples.applied(board, WEB, FIRST, ROLLING);
        clock.advance(StatusPlan.DEADLINE);
        assertThat(plan(List.of(WEB), said)).containsEntry("mizzen/staging/web", State.PENDING);
        clock.advance(Duration.ofSeconds(1));
        assertThat(plan(List.of(WEB), said)).containsEntry("mizzen/staging/web", State.FAILURE);
    }

    @Test
    void aTroubleOfTheWholeSourceFailsTheAggregate() {
        Examples.applied(board, WEB, FIRST, Health.HEALTHY);
        var plan =
                StatusPlan.of(board.all(), List.of(), List.of("environments/x: unreadable"), Map.of(), clock.instant());
        assertThat(plan.get("mizzen")).isEqualTo(new Verdict(State.FAILURE, "environments/x: unreadable"));
    }

    @Test
    void onlyTheFirstTwentyThatACommitChangedHaveAStatusOfTheirOwn() {
        List<DeliveryId> many = IntStream.range(0, 30)
                .mapToObj(i -> DeliveryId.parse("shop/staging/app-" + i))
                .toList();
        many.forEach(id -> board.wanted(id, FIRST, clock.instant()));
        assertThat(plan(many, Map.of())).hasSize(21);
    }

    @Test
    void driftThatSomebodyWantsToBeAlertedToFailsUntilItIsOver() {
        Examples.applied(board, WEB, FIRST, Health.HEALTHY);
        board.drifted(Examples.drift(clock.instant(), Environment.Mode.ALERT), Optional.empty());
        assertThat(plan(List.of(), Map.of()))
                .containsOnly(Map.entry("mizzen", State.FAILURE), Map.entry("mizzen/staging/web", State.FAILURE));
        assertThat(Verdict.of(board.of(WEB).orElseThrow()).description())
                .isEqualTo("drifted: spec.replicas by kubectl-edit");
        assertThat(Verdict.aggregate(board.all(), List.of()).description())
                .isEqualTo("staging/web: drifted: spec.replicas by kubectl-edit");

        board.settled(WEB, Examples.STAGING, Examples.DEPLOYMENT);

        Map<String, Said> said = Map.of("mizzen/staging/web", new Said(State.FAILURE, clock.instant()));
        assertThat(plan(List.of(), said))
                .containsOnly(Map.entry("mizzen", State.SUCCESS), Map.entry("mizzen/staging/web", State.SUCCESS));
    }

    @ParameterizedTest
    @EnumSource(names = {"OBSERVE", "CORRECT"})
    void driftThatIsCorrectedOrOnlyObservedLeavesTheStatusAlone(Environment.Mode mode) {
        Examples.applied(board, WEB, FIRST, Health.HEALTHY);
        board.drifted(Examples.drift(clock.instant(), mode), Optional.empty());
        assertThat(plan(List.of(WEB), Map.of()))
                .containsOnly(Map.entry("mizzen", State.SUCCESS), Map.entry("mizzen/staging/web", State.SUCCESS));
    }

    @Test
    void everyStateOfADeliveryHasAVerdict() {
        board.wanted(WEB, FIRST, clock.instant());
        assertThat(Verdict.of(board.of(WEB).orElseThrow()).state()).isEqualTo(State.PENDING);
        board.held(WEB, "waits for an approval");
        assertThat(Verdict.of(board.of(WEB).orElseThrow()).state()).isEqualTo(State.FAILURE);
        board.outcome(WEB, FIRST, new Outcome.Failed("a bug"));
        assertThat(Verdict.of(board.of(WEB).orElseThrow())).isEqualTo(new Verdict(State.ERROR, "a bug"));
    }
}
