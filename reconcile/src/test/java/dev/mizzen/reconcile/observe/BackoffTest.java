package dev.mizzen.reconcile.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final int WATCHES = 300;

    /** The watches of ten clusters, all broken at one moment, as when API servers behind one gateway are restarted. */
    @Test
    void watchesThatBreakTogetherDoNotComeBackTogether() {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        List<Long> back = new ArrayList<>(WATCHES);
        List<Backoff> backoffs = new ArrayList<>();
        for (int i = 0; i < WATCHES; i++) {
            backoffs.add(new Backoff(WatchLimits.DEFAULT, random));
            back.add(0L);
        }
        long expected = WatchLimits.DEFAULT.firstRetry().toMillis();
        for (int tries = 0; tries < 10; tries++) {
            for (int i = 0; i < WATCHES; i++) {
                Duration wait = backoffs.get(i).next();
                assertThat(wait.toMillis()).isBetween(expected / 2, expected);
                back.set(i, back.get(i) + wait.toMillis());
            }
            expected = Math.min(2 * expected, WatchLimits.DEFAULT.mostRetry().toMillis());
        }
        long most =
                back.stream().collect(Collectors.groupingBy(at -> at / 1_000, Collectors.counting())).values().stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(0);
        assertThat(most)
                .as("the most that try within one second of the tenth try")
                .isLessThan(WATCHES / 5);
    }
}
