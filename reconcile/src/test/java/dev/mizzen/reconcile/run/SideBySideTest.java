package dev.mizzen.reconcile.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mizzen.reconcile.apply.Applied;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Wait;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SideBySideTest {
    private static final DeliveryId WEB = DeliveryId.parse("shop/prod/web");
    private static final DeliveryId API = DeliveryId.parse("shop/prod/api");
    private static final DeliveryId JOB = DeliveryId.parse("shop/prod/job");
    private static final ClusterName NEAR = new ClusterName("near");
    private static final ClusterName FAR = new ClusterName("far");
    private static final Duration GRACE = Duration.ofMillis(500);

    private final List<DeliveryId> again = new CopyOnWriteArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final SideBySide sideBySide = new SideBySide(new SideBySide.Limits(GRACE, 2), again::add);

    @AfterEach
    void close() {
        sideBySide.close();
    }

    private static Part done(ClusterName cluster) {
        return Part.Done.nothing(cluster);
    }

    private Part late(ClusterName cluster) throws InterruptedException {
        gate.await();
        return done(cluster);
    }

    /** Work that takes so long. */
    private static Part in(Duration time, Part part) {
        return CompletableFuture.supplyAsync(
                        () -> part, CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS))
                .join();
    }

    private List<Part> run(DeliveryId delivery, Callable<Part> near, Callable<Part> far)
            throws Rejected, InterruptedException {
        SequencedMap<ClusterName, Callable<Part>> steps = new LinkedHashMap<>();
        steps.put(NEAR, near);
        steps.put(FAR, far);
        return sideBySide.all(delivery, steps);
    }

    private List<Part> runWithFarLate(DeliveryId delivery) throws Rejected, InterruptedException {
        return run(delivery, () -> done(NEAR), () -> late(FAR));
    }

    private static boolean isLeft(Part part) {
        return part instanceof Part.Stopped stopped
                && stopped.why().waiting().stream()
                        .map(Wait::obstacle)
                        .allMatch(new Obstacle.Slow(part.cluster())::equals);
    }

    @Test
    void theRunEndsWithoutAClusterThatTakesMuchLonger() throws Exception {
        List<Part> parts = runWithFarLate(WEB);
        assertThat(parts.getFirst()).isEqualTo(done(NEAR));
        assertThat(isLeft(parts.getLast())).isTrue();
        assertThat(sideBySide.isAtWork(WEB, FAR)).isTrue();
        assertThat(again).isEmpty();

        gate.countDown();
        await().until(() -> again.equals(List.of(WEB)));
        assertThat(sideBySide.isAtWork(WEB, FAR)).isFalse();
        // It is known to be slow, and waited for again after a step that was quick.
        await().until(() -> List.of(done(NEAR), done(FAR)).equals(runWithFarLate(WEB)));
        int told = again.size();
        assertThat(runWithFarLate(WEB)).containsExactly(done(NEAR), done(FAR));
        assertThat(again).as("a step that was waited for wakes nobody").hasSize(told);
    }

    @Test
    void thereAreNeverTwoStepsOfADeliveryOnACluster() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        Callable<Part> far = () -> {
            begun.incrementAndGet();
            return late(FAR);
        };
        run(WEB, () -> done(NEAR), far);
        assertThat(isLeft(run(WEB, () -> done(NEAR), far).getLast())).isTrue();
        assertThat(begun).hasValue(1);
    }

    @Test
    void aClusterThatIsKnownToBeSlowIsNotWaitedForAtAll() throws Exception {
        runWithFarLate(WEB);
        long begin = System.nanoTime();
        assertThat(isLeft(runWithFarLate(API).getLast())).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(GRACE);
    }

    @Test
    void aClusterThatCaughtUpIsWaitedForAgain() throws Exception {
        runWithFarLate(WEB);
        gate.countDown();
        await().until(() -> again.size() == 1);
        run(API, () -> done(NEAR), () -> done(FAR));

        assertThat(run(JOB, () -> done(NEAR), () -> in(GRACE.dividedBy(4), done(FAR))))
                .containsExactly(done(NEAR), done(FAR));
    }

    @Test
    void whereTooManyAreLeftBehindTheNextIsToldWhenItMayBegin() throws Exception {
        runWithFarLate(WEB);
        runWithFarLate(API);
        AtomicInteger begun = new AtomicInteger();
        List<Part> parts = run(JOB, () -> done(NEAR), () -> {
            begun.incrementAndGet();
            return done(FAR);
        });
        assertThat(parts.getFirst()).isEqualTo(done(NEAR));
        assertThat(isLeft(parts.getLast())).isTrue();
        assertThat(begun).hasValue(0);

        gate.countDown();
        await().until(() -> again.size() == 3);
        assertThat(again).containsExactlyInAnyOrder(WEB, API, JOB);
    }

    @Test
    void aClusterThatIsTheOnlyOneIsWaitedForHoweverManyAreLeftBehind() throws Exception {
        runWithFarLate(WEB);
        runWithFarLate(API);
        SequencedMap<ClusterName, Callable<Part>> alone = new LinkedHashMap<>();
        alone.put(FAR, () -> done(FAR));
        assertThat(sideBySide.all(JOB, alone)).containsExactly(done(FAR));
    }

    @Test
    void aStepThatOnlyLookedIsNoMeasureForTheOthers() throws Exception {
        Part stopped = new Part.Stopped(FAR, Applied.waits(new Obstacle.Unreachable(FAR), "does not answer"));
        assertThat(run(WEB, () -> in(GRACE.multipliedBy(2), done(NEAR)), () -> stopped))
                .containsExactly(done(NEAR), stopped);
    }

    @Test
    void whatIsRejectedIsTold() {
        assertThatThrownBy(() -> run(
                        WEB,
                        () -> {
                            throw new Rejected(Problem.of("no"));
                        },
                        () -> {
                            throw new Rejected(Problem.of("no"));
                        }))
                .isInstanceOfSatisfying(
                        Rejected.class, e -> assertThat(e.problems()).containsExactly(Problem.of("no")));
    }

    @Test
    void aStepThatIsStillAtWorkIsStoppedInTheEnd() throws Exception {
        runWithFarLate(WEB);
        sideBySide.close();
        assertThat(sideBySide.isAtWork(WEB, FAR)).isFalse();
        assertThat(isLeft(runWithFarLate(API).getLast()))
                .as("nothing begins any more")
                .isTrue();
    }
}
