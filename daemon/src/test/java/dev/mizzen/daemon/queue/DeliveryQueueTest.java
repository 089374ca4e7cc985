package dev.mizzen.daemon.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Obstacle;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeliveryQueueTest {
    private static final DeliveryId WEB = DeliveryId.parse("shop/staging/web");
    private static final Backoff FAST = new Backoff(Duration.ofMillis(5), Duration.ofMillis(20));
    private static final Lane ONE = new Lane.To(Set.of(new ClusterName("one")));

    private static DeliveryQueue queue(DeliveryQueue.Runner runner, int workers) {
        DeliveryQueue queue = new DeliveryQueue(
                id -> ONE,
                DeliveryQueue.Limits.of(workers),
                (obstacle, now) -> new Pace(FAST, now, false),
                (id, waited) -> {},
                Duration.ofSeconds(5),
                Clock.systemUTC(),
                RandomGenerator.of("L64X128MixRandom"));
        queue.start(runner);
        return queue;
    }

    @Test
    void oneDeliveryNeverRunsTwiceAtATime() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger runs = new AtomicInteger();
        try (DeliveryQueue queue = queue(
                id -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    runs.incrementAndGet();
                    now.decrementAndGet();
                    return new Next.Settled();
                },
                8)) {
            for (int i = 0; i < 1000; i++) {
                queue.offer(WEB, Urgency.KEEP);
            }
            await().until(() -> queue.depth() == 0 && queue.runs() == 0);
        }
        assertThat(most).hasValue(1);
        assertThat(runs).hasPositiveValue();
    }

    /** Threads that trigger, runs that end, fail and are woken, all at once: nothing runs twice at a time or is lost. */
    @Test
    void aStormOfTriggersLosesNothing() throws InterruptedException {
        int deliveries = 200;
        Map<DeliveryId, AtomicInteger> now = new ConcurrentHashMap<>();
        AtomicInteger twice = new AtomicInteger();
        /* What each run saw, as a run sees the newest commit: the storm's counter when it began. */
        Map<DeliveryId, Integer> seen = new ConcurrentHashMap<>();
        AtomicInteger commits = new AtomicInteger();
        List<DeliveryId> ids = IntStream.range(0, deliveries)
                .mapToObj(i -> DeliveryId.parse("s" + i % 3 + "/e/a" + i))
                .toList();
        DeliveryQueue.Runner runner = id -> {
            if (now.computeIfAbsent(id, i -> new AtomicInteger()).incrementAndGet() > 1) {
                twice.incrementAndGet();
            }
            int commit = commits.get();
            LockSupport.parkNanos(1_000);
            seen.put(id, commit);
            now.getOrDefault(id, new AtomicInteger()).decrementAndGet();
            return id.hashCode() % 5 == commit % 5 ? Next.Again.after(new Obstacle.Busy()) : new Next.Settled();
        };
        try (DeliveryQueue queue = queue(runner, 8)) {
            List<Urgency> urgencies = List.of(Urgency.values());
            List<Thread> storm = IntStream.range(0, 8)
                    .mapToObj(t -> Thread.ofVirtual().start(() -> {
                        Random random = new Random(t);
                        for (int i = 0; i < 5_000; i++) {
                            commits.incrementAndGet();
                            queue.offer(ids.get(random.nextInt(deliveries)), urgencies.get(random.nextInt(4)));
                        }
                    }))
                    .toList();
            for (Thread thread : storm) {
                thread.join();
            }
            int last = commits.get();
            ids.forEach(id -> queue.offer(id, Urgency.RESET));
            await().until(() -> ids.stream().allMatch(id -> seen.getOrDefault(id, 0) >= last));
            await().until(() -> queue.depth() == 0 && queue.runs() == 0);
        }
        assertThat(twice).hasValue(0);
    }

    @Test
    void atMostSoManyRunsOfALaneAtATimeAsThereAreWorkers() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        try (DeliveryQueue queue = queue(
                id -> {
                    gate.await();
                    return new Next.Settled();
                },
                2)) {
            for (String env : new String[] {"a", "b", "c", "d"}) {
                queue.offer(DeliveryId.parse("shop/" + env + "/web"), Urgency.RESET);
            }
            await().until(() -> queue.runs() == 2);
            assertThat(queue.depth()).isEqualTo(2);
            gate.countDown();
            await().until(() -> queue.runs() == 0 && queue.depth() == 0);
        }
    }

    @Test
    void aRunThatThrowsIsTriedAgainAndStopsNoOther() {
        AtomicInteger tries = new AtomicInteger();
        Queue<DeliveryId> done = new ConcurrentLinkedQueue<>();
        try (DeliveryQueue queue = queue(
                id -> {
                    if (id.equals(WEB) && tries.incrementAndGet() < 3) {
                        throw new IllegalStateException("a bug");
                    }
                    done.add(id);
                    return new Next.Settled();
                },
                1)) {
            queue.offer(WEB, Urgency.RESET);
            queue.offer(DeliveryId.parse("other/prod/api"), Urgency.RESET);
            await().until(() -> done.size() == 2);
        }
        assertThat(done).contains(WEB);
    }

    @Test
    void closingWaitsForWhatRunsAndStartsNothingMore() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        DeliveryQueue queue = queue(
                id -> {
                    started.countDown();
                    finish.await();
                    ended.incrementAndGet();
                    return new Next.Settled();
                },
                1);
        queue.offer(WEB, Urgency.RESET);
        started.await();
        queue.offer(DeliveryId.parse("other/prod/api"), Urgency.RESET);
        Thread closer = Thread.ofVirtual().start(queue::close);
        await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
        finish.countDown();
        closer.join();
        assertThat(ended).hasValue(1);
    }
}
