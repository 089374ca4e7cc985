package dev.mizzen.reconcile.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class LanesTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final SourceName A = new SourceName("a");
    private static final SourceName B = new SourceName("b");
    private static final SourceName C = new SourceName("c");

    private final List<String> served = new CopyOnWriteArrayList<>();

    @Test
    void aSourceThatHoldsAPlaceDoesNotGetTheLastOne() throws Exception {
        Lanes lanes = new Lanes(2, 10);
        lanes.enter(A, LONG);
        assertThatThrownBy(() -> lanes.enter(A, Duration.ofMillis(1))).isInstanceOf(Waiting.class);
        lanes.enter(B, Duration.ZERO);
        assertThat(lanes.taken()).isEqualTo(2);
    }

    @Test
    void withThreePlacesASourceMayHoldTwo() throws Exception {
        Lanes lanes = new Lanes(3, 10);
        lanes.enter(A, Duration.ZERO);
        lanes.enter(A, Duration.ZERO);
        assertThatThrownBy(() -> lanes.enter(A, Duration.ZERO)).isInstanceOf(Waiting.class);
    }

    @Test
    void threeSourcesShareTwoPlacesInTurn() throws Exception {
        Lanes lanes = new Lanes(2, 20);
        lanes.enter(A, LONG);
        lanes.enter(B, LONG);
        Thread a = waiting(lanes, A);
        Thread b = waiting(lanes, B);
        Thread c = waiting(lanes, C);
        lanes.leave(A);
        await().until(() -> served.size() == 1);
        assertThat(served).containsExactly("c");
        lanes.leave(B);
        await().until(() -> served.size() == 2);
        assertThat(served).containsExactly("c", "a");
        lanes.leave(C);
        lanes.leave(A);
        for (Thread thread : List.of(a, b, c)) {
            thread.join();
        }
        assertThat(served).containsExactly("c", "a", "b");
    }

    @Test
    void theOnlyPlaceGoesRoundBetweenSources() throws Exception {
        Lanes lanes = new Lanes(1, 20);
        lanes.enter(A, LONG);
        List<Thread> threads = List.of(waiting(lanes, A), waiting(lanes, A), waiting(lanes, B));
        lanes.leave(A);
        await().until(() -> served.size() == 1);
        assertThat(served).containsExactly("b");
        lanes.leave(B);
        await().until(() -> served.size() == 2);
        lanes.leave(A);
        await().until(() -> served.size() == 3);
        assertThat(served).containsExactly("b", "a", "a");
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void moreThanTheMostWaitersAreTurnedAwayAtOnce() throws Exception {
        Lanes lanes = new Lanes(1, 1);
        lanes.enter(A, LONG);
        Thread waiter = waiting(lanes, B);
        assertThatThrownBy(() -> lanes.enter(C, LONG))
                .isInstanceOf(Waiting.class)
                .hasMessageContaining("1 requests wait");
        lanes.leave(A);
        waiter.join();
        assertThat(served).containsExactly("b");
    }

    @Test
    void whoGaveUpTakesNoPlaceLater() throws Exception {
        Lanes lanes = new Lanes(1, 10);
        lanes.enter(A, LONG);
        assertThatThrownBy(() -> lanes.enter(B, Duration.ofMillis(1))).isInstanceOf(Waiting.class);
        lanes.leave(A);
        assertThat(lanes.taken()).isZero();
    }

    /** Starts a thread that wants a place, and returns when it stands in the queue. */
    private Thread waiting(Lanes lanes, SourceName source) {
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                lanes.enter(source, LONG);
                served.add(source.value());
            } catch (Waiting e) {
                served.add(source + " gave up");
            }
        });
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return thread;
    }
}
