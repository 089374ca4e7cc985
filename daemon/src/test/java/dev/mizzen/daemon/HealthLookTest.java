package dev.mizzen.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.daemon.report.Examples;
import dev.mizzen.daemon.report.StatusBoard;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.observe.ProgressDeadlines;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HealthLookTest {
    private static final Revision REVISION = new Revision("0123456789012345678901234567890123456789");

    @Test
    void noLookBringsWhatItSawBeforeALaterOne() throws Exception {
        StatusBoard board = new StatusBoard(Clock.systemUTC());
        Examples.applied(board, Examples.WEB, REVISION, Health.HEALTHY);
        AtomicInteger looking = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        HealthLook look = new HealthLook(
                board,
                cluster -> {
                    looking.incrementAndGet();
                    awaitUninterrupted(go);
                    return Optional.empty();
                },
                new ProgressDeadlines(Clock.systemUTC(), (delay, task) -> {}, id -> {}));
        Thread first = Thread.ofPlatform().start(() -> look.at(Examples.WEB));
        await().until(() -> looking.get() == 1);
        Thread second = Thread.ofPlatform().start(() -> look.at(Examples.WEB));
        await().until(() -> second.getState() == Thread.State.BLOCKED || looking.get() == 2);
        assertThat(looking).as("looks under way").hasValue(1);
        go.countDown();
        first.join();
        second.join();
        assertThat(looking).hasValue(2);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
