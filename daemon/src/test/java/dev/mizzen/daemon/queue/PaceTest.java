package dev.mizzen.daemon.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Obstacle;
import java.lang.reflect.Constructor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final ClusterName ONE = new ClusterName("one");

    private static Obstacle obstacle(Class<?> type) {
        try {
            Constructor<?> constructor = Stream.of(type.getDeclaredConstructors())
                    .min((a, b) -> a.getParameterCount() - b.getParameterCount())
                    .orElseThrow();
            Object[] arguments = Stream.of(constructor.getParameterTypes())
                    .map(p -> p == ClusterName.class ? ONE : NOON.plusSeconds(600))
                    .toArray();
            return (Obstacle) constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName(), e);
        }
    }

    @Test
    void everyObstacleHasAWordThatMetricsKnow() {
        assertThat(Stream.of(Obstacle.class.getPermittedSubclasses())
                        .map(type -> obstacle(type).word())
                        .toList())
                .containsExactlyInAnyOrderElementsOf(Obstacle.WORDS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "busy        |   1 s,   2 s,   4 s, |  60 s",
                "unreachable |  60 s, 120 s, 240 s, | 600 s",
                "slow        |  60 s, 120 s, 240 s, | 600 s",
                "not-ready   |   2 s,   4 s,   8 s, | 120 s",
                "dependency  |  60 s, 120 s, 240 s, | 600 s",
                "denied      |  30 s,  60 s, 120 s, | 600 s",
                "refused     | 600 s, 600 s, 600 s, | 600 s",
                "broken      |   5 s,  10 s,  20 s, | 300 s",
                "fight       | 600 s, 600 s, 600 s, | 600 s",
                "claims      |  60 s, 120 s, 240 s, | 600 s",
                "bug         |  60 s, 120 s, 240 s, | 600 s",
            })
    void eachIsWaitedOutAtItsOwnPace(String word, String first, String most) {
        Obstacle obstacle = Stream.of(Obstacle.class.getPermittedSubclasses())
                .map(PaceTest::obstacle)
                .filter(o -> o.word().equals(word))
                .findFirst()
                .orElseThrow();
        Pace pace = Pace.of(obstacle, NOON);
        List<String> seconds = new ArrayList<>();
        for (int tries = 1; tries <= 3; tries++) {
            seconds.add(
                    Duration.between(NOON, pace.next(tries, NOON, new Middle())).toSeconds() + " s,");
        }
        assertThat(String.join(" ", seconds)).isEqualTo(first.replaceAll(" +", " "));
        assertThat(Duration.between(NOON, pace.next(100, NOON, new Middle())).toSeconds() + " s")
                .isEqualTo(most);
    }

    @Test
    void jitterStaysWithinAFifthAlsoAtTheLongestWait() {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        Backoff backoff = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(10));
        List<Duration> longest = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            assertThat(backoff.after(2, random)).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(12));
            longest.add(backoff.after(1000, random));
        }
        assertThat(longest)
                .allMatch(wait ->
                        wait.compareTo(Duration.ofMinutes(8)) >= 0 && wait.compareTo(Duration.ofMinutes(10)) <= 0);
        assertThat(longest.stream().distinct().count())
                .as("they do not all come back at one moment")
                .isGreaterThan(100);
    }
}
