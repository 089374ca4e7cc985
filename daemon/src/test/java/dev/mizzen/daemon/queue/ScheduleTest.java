package dev.mizzen.daemon.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.DeliveryId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final DeliveryId WEB = DeliveryId.parse("shop/staging/web");
    /** Always the middle: no jitter. */
    private static final RandomGenerator MIDDLE = new RandomGenerator() {
        @Override
        public long nextLong() {
            return 1L << 63;
        }

        @Override
        public double nextDouble() {
            return 0.5;
        }
    };

    private final Schedule schedule = new Schedule(Backoff.DEFAULT, 100, MIDDLE);

    private static Instant at(long seconds) {
        return NOON.plusSeconds(seconds);
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
        schedule.offer(WEB, Urgency.RESET, at(0));
        schedule.offer(WEB, Urgency.KEEP, at(1));
        schedule.offer(WEB, Urgency.RESET, at(2));

        assertThat(schedule.depth()).isEqualTo(1);
        assertThat(schedule.next(at(3))).contains(new Schedule.Start(WEB, Duration.ofSeconds(3)));
        assertThat(schedule.next(at(3))).isEmpty();
    }

    @Test
    void triggersWhileItRunsGiveExactlyOneMoreRunAfterIt() {
        schedule.offer(WEB, Urgency.RESET, at(0));
        schedule.next(at(0));
        schedule.offer(WEB, Urgency.KEEP, at(1));
        schedule.offer(WEB, Urgency.KEEP, at(2));
        assertThat(schedule.next(at(3))).as("never two at a time").isEmpty();

        schedule.finished(WEB, new Next.Settled(), at(4));

        assertThat(drain(at(4))).containsExactly("shop/staging/web");
        schedule.finished(WEB, new Next.Settled(), at(5));
        assertThat(drain(at(5))).isEmpty();
    }

    @Test
    void waitingIsTriedAgainAfterABackoffThatDoublesUpToTenMinutes() {
        schedule.offer(WEB, Urgency.RESET, at(0));
        Instant now = at(0);
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            schedule.next(now);
            schedule.finished(WEB, new Next.TryAgain(), now);
            Instant wake = schedule.wake().orElseThrow();
            delays.add(Duration.between(now, wake).toSeconds());
            assertThat(drain(wake.minusMillis(1))).isEmpty();
            now = wake;
        }
        assertThat(delays).containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 320L, 600L, 600L);
    }

    @Test
    void aCommitEndsTheBackoffAndForgetsIt() {
        schedule.offer(WEB, Urgency.RESET, at(0));
        schedule.next(at(0));
        schedule.finished(WEB, new Next.TryAgain(), at(0));

        schedule.offer(WEB, Urgency.KEEP, at(1));
        assertThat(drain(at(1))).as("drift waits the back-off out").isEmpty();
        schedule.offer(WEB, Urgency.RESET, at(2));
        assertThat(drain(at(2))).containsExactly("shop/staging/web");

        schedule.finished(WEB, new Next.TryAgain(), at(2));
        assertThat(schedule.wake()).contains(at(7));
    }

    @Test
    void aCommitDuringARunThatThenFailsRunsAtOnce() {
        schedule.offer(WEB, Urgency.RESET, at(0));
        schedule.next(at(0));
        schedule.offer(WEB, Urgency.RESET, at(1));
        schedule.finished(WEB, new Next.TryAgain(), at(2));

        assertThat(drain(at(2))).containsExactly("shop/staging/web");
    }

    @Test
    void sourcesAndThenEnvironmentsTakeTurns() {
        for (String id : List.of("a/staging/x", "a/staging/y", "a/staging/z", "a/prod/x", "b/prod/x", "b/prod/y")) {
            schedule.offer(DeliveryId.parse(id), Urgency.RESET, at(0));
        }
        assertThat(drain(at(0)))
                .containsExactly("a/staging/x", "b/prod/x", "a/prod/x", "b/prod/y", "a/staging/y", "a/staging/z");
    }

    @Test
    void aFullLaneLeavesTheWorkersToTheOthers() {
        Schedule narrow = new Schedule(Backoff.DEFAULT, 1, MIDDLE);
        for (String id : List.of("a/dead/x", "a/dead/y", "a/live/x")) {
            narrow.offer(DeliveryId.parse(id), Urgency.RESET, at(0));
        }
        assertThat(narrow.next(at(0)).map(s -> s.id().toString())).contains("a/dead/x");
        assertThat(narrow.next(at(0)).map(s -> s.id().toString())).contains("a/live/x");
        assertThat(narrow.next(at(0))).isEmpty();

        narrow.finished(DeliveryId.parse("a/dead/x"), new Next.Settled(), at(1));
        assertThat(narrow.next(at(1)).map(s -> s.id().toString())).contains("a/dead/y");
    }

    @Test
    void depthAndAgeCountWhatIsDueAndNotWhatBacksOff() {
        schedule.offer(WEB, Urgency.RESET, at(0));
        schedule.offer(DeliveryId.parse("shop/prod/web"), Urgency.RESET, at(4));
        assertThat(schedule.depth()).isEqualTo(2);
        assertThat(schedule.oldest(at(10))).isEqualTo(Duration.ofSeconds(10));

        schedule.next(at(10));
        schedule.finished(WEB, new Next.TryAgain(), at(10));

        assertThat(schedule.depth()).isEqualTo(1);
        assertThat(schedule.oldest(at(10))).isEqualTo(Duration.ofSeconds(6));
        schedule.next(at(10));
        assertThat(schedule.oldest(at(10))).isEqualTo(Duration.ZERO);
    }

    @Test
    void jitterStaysWithinAFifth() {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        for (int i = 0; i < 1000; i++) {
            assertThat(Backoff.DEFAULT.after(2, random)).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(12));
        }
        assertThat(Backoff.DEFAULT.after(1000, random)).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void nothingIsKeptOfADeliveryThatSettled() {
        schedule.offer(WEB, Urgency.RESET, at(0));
        schedule.next(at(0));
        schedule.finished(WEB, new Next.Settled(), at(0));
        assertThat(schedule.wake()).isEqualTo(Optional.empty());
        assertThat(schedule.depth()).isZero();
    }
}
