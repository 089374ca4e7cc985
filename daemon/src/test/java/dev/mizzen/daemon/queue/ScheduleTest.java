package dev.mizzen.daemon.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Obstacle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final DeliveryId WEB = DeliveryId.parse("shop/staging/web");
    private static final Lane ONE = new Lane.To(Set.of(new ClusterName("one")));
    private static final Lane TWO = new Lane.To(Set.of(new ClusterName("two")));
    private static final Obstacle HEALTH = new Obstacle.Dependency();
    private static final Obstacle BUSY = new Obstacle.Busy();

    private final Schedule schedule = new Schedule(Pace::of, new Lanes(1_600, 100), new Middle());

    private static Instant at(long seconds) {
        return NOON.plusSeconds(seconds);
    }

    private void offer(Urgency urgency, long seconds) {
        schedule.offer(WEB, ONE, urgency, at(seconds));
    }

    private void runsAndMeets(Obstacle obstacle, long seconds) {
        assertThat(drain(at(seconds))).containsExactly(WEB.toString());
        schedule.finished(WEB, Next.Again.after(obstacle), at(seconds));
    }

    private List<String> drain(Instant now) {
        List<String> order = new ArrayList<>();
        for (var next = schedule.next(now); next.isPresent(); next = schedule.next(now)) {
            order.add(next.get().id().toString());
        }
        return order;
    }

    @Test
    void manyTriggersBeforeARunGiveOneRun() {
        offer(Urgency.RESET, 0);
        offer(Urgency.KEEP, 1);
        offer(Urgency.RESET, 2);

        assertThat(schedule.depth()).isEqualTo(1);
        assertThat(schedule.next(at(3))).contains(new Schedule.Start(WEB, Duration.ofSeconds(3)));
        assertThat(schedule.next(at(3))).isEmpty();
    }

    @Test
    void triggersWhileItRunsGiveExactlyOneMoreRunAfterIt() {
        offer(Urgency.RESET, 0);
        schedule.next(at(0));
        offer(Urgency.KEEP, 1);
        offer(Urgency.LOOK, 2);
        assertThat(schedule.next(at(3))).as("never two at a time").isEmpty();

        schedule.finished(WEB, new Next.Settled(), at(4));

        assertThat(drain(at(4))).containsExactly("shop/staging/web");
        schedule.finished(WEB, new Next.Settled(), at(5));
        assertThat(drain(at(5))).isEmpty();
    }

    @Test
    void whatIsTriedAgainWaitsLongerFromTryToTry() {
        offer(Urgency.RESET, 0);
        Instant now = at(0);
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            schedule.next(now);
            schedule.finished(WEB, Next.Again.after(BUSY), now);
            Instant wake = schedule.wake().orElseThrow();
            delays.add(Duration.between(now, wake).toSeconds());
            assertThat(drain(wake.minusMillis(1))).isEmpty();
            now = wake;
        }
        assertThat(delays).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
    }

    @Test
    void theObstacleThatMayBeGoneFirstDecides() {
        offer(Urgency.RESET, 0);
        schedule.next(at(0));
        schedule.finished(WEB, new Next.Again(List.of(HEALTH, new Obstacle.NotReady(), new Obstacle.Broken())), at(0));

        assertThat(schedule.pending(WEB)).contains(new Pending(new Obstacle.NotReady(), at(2)));
        assertThat(schedule.waiting()).isEqualTo(Map.of("not-ready", 1));
        assertThat(drain(at(2))).hasSize(1);
        assertThat(schedule.pending(WEB)).as("it runs").isEmpty();
        assertThat(schedule.waiting()).isEmpty();
    }

    @Test
    void anotherObstacleInBetweenForgetsNoTries() {
        offer(Urgency.RESET, 0);
        runsAndMeets(BUSY, 0);
        runsAndMeets(new Obstacle.NotReady(), 1);
        runsAndMeets(BUSY, 3);
        assertThat(schedule.wake()).contains(at(5));
        drain(at(5));
        schedule.finished(WEB, new Next.Settled(), at(5));
        offer(Urgency.KEEP, 6);
        runsAndMeets(BUSY, 6);
        assertThat(schedule.wake()).as("a run that settles forgets them").contains(at(7));
    }

    @Test
    void whatTheServerAskedForIsWaitedOutAtLeast() {
        offer(Urgency.RESET, 0);
        runsAndMeets(new Obstacle.Busy(Duration.ofSeconds(20)), 0);
        assertThat(schedule.wake()).contains(at(20));
    }

    @Test
    void aFightIsLeftAloneUntilItsTimeIsOver() {
        offer(Urgency.RESET, 0);
        runsAndMeets(new Obstacle.Fight(at(300)), 0);
        offer(Urgency.KEEP, 10);
        assertThat(drain(at(299))).isEmpty();
        assertThat(drain(at(300))).hasSize(1);
    }

    @Test
    void aCommitEndsAnyWaitAndForgetsTheTries() {
        offer(Urgency.RESET, 0);
        runsAndMeets(BUSY, 0);
        runsAndMeets(BUSY, 1);

        offer(Urgency.KEEP, 2);
        assertThat(drain(at(2))).as("drift waits it out").isEmpty();
        offer(Urgency.RESET, 2);
        runsAndMeets(BUSY, 2);
        assertThat(schedule.wake()).contains(at(3));
    }

    @Test
    void anEventEndsTheWaitAndForgetsNoTries() {
        offer(Urgency.RESET, 0);
        runsAndMeets(BUSY, 0);
        offer(Urgency.WAKE, 0);
        runsAndMeets(BUSY, 0);
        assertThat(schedule.wake()).contains(at(2));
    }

    @Test
    void driftIsNotHeldUpByAWaitForAnEvent() {
        offer(Urgency.RESET, 0);
        runsAndMeets(HEALTH, 0);
        offer(Urgency.LOOK, 1);
        assertThat(drain(at(1))).as("a timer has nothing new").isEmpty();
        offer(Urgency.KEEP, 2);
        assertThat(drain(at(2))).containsExactly(WEB.toString());
    }

    @Test
    void aCommitOrAnEventDuringARunThatThenFailsRunsAtOnce() {
        for (Urgency urgency : List.of(Urgency.RESET, Urgency.WAKE)) {
            offer(Urgency.RESET, 0);
            schedule.next(at(0));
            offer(urgency, 1);
            schedule.finished(WEB, Next.Again.after(BUSY), at(2));

            assertThat(drain(at(2))).as(urgency.name()).containsExactly("shop/staging/web");
            schedule.finished(WEB, new Next.Settled(), at(2));
        }
    }

    @Test
    void driftDuringARunThatThenBacksOffIsTakenUpAfterIt() {
        offer(Urgency.RESET, 0);
        schedule.next(at(0));
        offer(Urgency.KEEP, 1);
        schedule.finished(WEB, Next.Again.after(BUSY), at(2));
        assertThat(drain(at(2))).isEmpty();
        assertThat(drain(at(3))).hasSize(1);
        offer(Urgency.KEEP, 3);
        schedule.finished(WEB, Next.Again.after(HEALTH), at(3));
        assertThat(drain(at(3))).as("nothing is spared by waiting").hasSize(1);
    }

    @Test
    void aDeliveryThatIsPlacedElsewhereCompetesThere() {
        Schedule narrow = new Schedule(Pace::of, new Lanes(10, 1), new Middle());
        DeliveryId other = DeliveryId.parse("shop/prod/api");
        narrow.offer(WEB, ONE, Urgency.RESET, at(0));
        assertThat(narrow.next(at(0))).isPresent();
        narrow.offer(other, ONE, Urgency.RESET, at(0));
        assertThat(narrow.next(at(0))).isEmpty();
        narrow.offer(other, TWO, Urgency.KEEP, at(1));
        assertThat(narrow.next(at(1)).map(Schedule.Start::id)).contains(other);

        narrow.offer(WEB, TWO, Urgency.RESET, at(2));
        narrow.finished(WEB, new Next.Settled(), at(2));
        assertThat(narrow.next(at(2))).as("lane two is full").isEmpty();
        narrow.finished(other, new Next.Settled(), at(3));
        assertThat(narrow.next(at(3)).map(Schedule.Start::id)).contains(WEB);
    }

    @Test
    void aTimersLookBecomesUrgentByACommit() {
        Schedule narrow = new Schedule(Pace::of, new Lanes(10, 1), new Middle());
        for (String id : List.of("a/prod/x", "a/prod/y", "a/prod/z")) {
            narrow.offer(DeliveryId.parse(id), ONE, Urgency.LOOK, at(0));
        }
        narrow.offer(DeliveryId.parse("a/prod/z"), ONE, Urgency.RESET, at(1));
        assertThat(narrow.depth()).isEqualTo(3);
        assertThat(narrow.next(at(2)))
                .contains(new Schedule.Start(DeliveryId.parse("a/prod/z"), Duration.ofSeconds(2)));
    }

    @Test
    void depthAndAgeCountWhatIsDueAndNotWhatWaits() {
        offer(Urgency.RESET, 0);
        schedule.offer(DeliveryId.parse("shop/prod/web"), TWO, Urgency.RESET, at(4));
        assertThat(schedule.depth()).isEqualTo(2);
        assertThat(schedule.oldest(at(10))).isEqualTo(Duration.ofSeconds(10));

        schedule.next(at(10));
        schedule.finished(WEB, Next.Again.after(BUSY), at(10));

        assertThat(schedule.depth()).isEqualTo(1);
        assertThat(schedule.oldest(at(10))).isEqualTo(Duration.ofSeconds(6));
        schedule.next(at(10));
        assertThat(schedule.oldest(at(10))).isEqualTo(Duration.ZERO);
    }

    @Test
    void nothingIsKeptOfADeliveryThatSettled() {
        offer(Urgency.RESET, 0);
        schedule.next(at(0));
        schedule.finished(WEB, new Next.Settled(), at(0));
        assertThat(schedule.wake()).isEqualTo(Optional.empty());
        assertThat(schedule.depth()).isZero();
        assertThat(schedule.pending(WEB)).isEmpty();
    }
}
