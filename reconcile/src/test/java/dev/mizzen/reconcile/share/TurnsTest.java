package dev.mizzen.reconcile.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.reconcile.share.Turns.Turn;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String A = "a";
    private static final String B = "b";
    private static final String C = "c";

    private final List<String> served = new CopyOnWriteArrayList<>();

    @Test
    void aSourceThatHoldsAPlaceDoesNotGetTheLastOne() throws Exception {
        Turns<String> turns = new Turns<>(2, 10);
        turns.enter(A, LONG);
        assertThat(turns.enter(A, Duration.ofMillis(1))).isEqualTo(Turn.LATE);
        turns.enter(B, Duration.ZERO);
        assertThat(turns.taken()).isEqualTo(2);
    }

    @Test
    void withThreePlacesASourceMayHoldTwo() throws Exception {
        Turns<String> turns = new Turns<>(3, 10);
        turns.enter(A, Duration.ZERO);
        turns.enter(A, Duration.ZERO);
        assertThat(turns.enter(A, Duration.ZERO)).isEqualTo(Turn.LATE);
    }

    @Test
    void threeSourcesShareTwoPlacesInTurn() throws Exception {
        Turns<String> turns = new Turns<>(2, 20);
        turns.enter(A, LONG);
        turns.enter(B, LONG);
        Thread a = waiting(turns, A);
        Thread b = waiting(turns, B);
        Thread c = waiting(turns, C);
        turns.leave(A);
        await().until(() -> served.size() == 1);
        assertThat(served).containsExactly("c");
        turns.leave(B);
        await().until(() -> served.size() == 2);
        assertThat(served).containsExactly("c", "a");
        turns.leave(C);
        turns.leave(A);
        for (Thread thread : List.of(a, b, c)) {
            thread.join();
        }
        assertThat(served).containsExactly("c", "a", "b");
    }

    @Test
    void theOnlyPlaceGoesRoundBetweenSources() throws Exception {
        Turns<String> turns = new Turns<>(1, 20);
        turns.enter(A, LONG);
        List<Thread> threads = List.of(waiting(turns, A), waiting(turns, A), waiting(turns, B));
        turns.leave(A);
        await().until(() -> served.size() == 1);
        assertThat(served).containsExactly("b");
        turns.leave(B);
        await().until(() -> served.size() == 2);
        turns.leave(A);
        await().until(() -> served.size() == 3);
        assertThat(served).containsExactly("b", "a", "a");
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void moreThanTheMostWaitersAreTurnedAwayAtOnce() throws Exception {
        Turns<String> turns = new Turns<>(1, 1);
        turns.enter(A, LONG);
        Thread waiter = waiting(turns, B);
        assertThat(turns.enter(C, LONG)).isEqualTo(Turn.CROWDED);
        turns.leave(A);
        waiter.join();
        assertThat(served).containsExactly("b");
    }

    @Test
    void whoGaveUpTakesNoPlaceLater() throws Exception {
        Turns<String> turns = new Turns<>(1, 10);
        turns.enter(A, LONG);
        assertThat(turns.enter(B, Duration.ofMillis(1))).isEqualTo(Turn.LATE);
        turns.leave(A);
        assertThat(turns.taken()).isZero();
    }

    /** Starts a thread that wants a place, and returns when it stands in the queue. */
    private Thread waiting(Turns<String> turns, String key) {
        Thread thread = Thread.ofVirtual().start(() -> {
            served.add(turns.enter(key, LONG) == Turn.TAKEN ? key : key + " gave up");
        });
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return thread;
    }
}
