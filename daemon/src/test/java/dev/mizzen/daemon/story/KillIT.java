package dev.mizzen.daemon.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.daemon.story.KillTable.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plays the stories once as they are and once with the daemon killed at random moments, and holds the ends of both
 * against each other: {@code -Dmizzen.kills=200 -Dmizzen.seed=7}. Without a seed, the day's.
 */
@ExtendWith(Processes.class)
final class KillIT {
    private static final int KILLS = 5;
    private static final int LEAST_A_PLAY = 2;
    private static final int MOST_A_PLAY = 5;
    private static final int PATIENCE = 3;
    private static final Path TABLE = Path.of("target/kills");
    private static final Duration SETTLED = Duration.ofSeconds(90);

    @TempDir
    private Path scratch = Path.of("");

    private final Map<Path, AsItIs> plays = new HashMap<>();

    /** How a story goes without kills: how it ends, how long it takes from the daemon's start and what it asks. */
    private record AsItIs(Map<String, ClusterState> end, Duration took, long requests) {}

    @Test
    void however_often_the_daemon_is_killed_the_clusters_end_the_same() throws Exception {
        int kills = Integer.getInteger("mizzen.kills", KILLS);
        long seed = Long.getLong("mizzen.seed", LocalDate.now(ZoneOffset.UTC).toEpochDay());
        System.out.println("kills: " + kills + ", to be repeated with -Dmizzen.seed=" + seed);
        Random random = new Random(seed);
        List<Path> stories = new ArrayList<>(stories());
        Collections.shuffle(stories, random);
        List<Outcome> outcomes = new ArrayList<>();
        for (int left = kills, next = 0; left > 0; next++) {
            Path story = stories.get(next % stories.size());
            int most = Math.min(left, random.nextInt(LEAST_A_PLAY, MOST_A_PLAY + 1));
            Outcome outcome = played(story, most, new Random(random.nextLong()), next);
            outcomes.add(outcome);
            new KillTable(seed, outcomes).write(TABLE.resolve("kills-" + seed + ".md"));
            System.out.println(KillTable.row(outcome));
            outcome.differences().forEach(System.out::println);
            left -= Math.max(1, outcome.kills().size());
        }
        assertThat(outcomes.stream().filter(o -> !o.same()).map(Outcome::story))
                .as("stories that ended otherwise than without kills")
                .isEmpty();
    }

    private static List<Path> stories() throws IOException {
        return StoryIT.all(System.getProperty("mizzen.story", "")).stream()
                .filter(folder -> Story.read(folder.resolve("story.yaml")).steps().stream()
                        .allMatch(step -> step.daemon() == null))
                .toList();
    }

    private Outcome played(Path story, int most, Random random, int number) throws Exception {
        String name = story.getFileName().toString();
        AsItIs wanted = plays.get(story);
        if (wanted == null) {
            wanted = asItIs(story, scratch.resolve(name + "-as-it-is"));
            plays.put(story, wanted);
        }
        List<KillPoint> points = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            points.add(KillPoint.random(random, wanted.took().dividedBy(most), wanted.requests() / most + 1));
        }
        return withKills(story, scratch.resolve(name + "-" + number), points, random, wanted.end());
    }

    private static AsItIs asItIs(Path story, Path place) throws Exception {
        try (Play play = new Play(story, Files.createDirectories(place), Play.Manner.AS_TOLD)) {
            long[] start = {0};
            play.onStart(() -> start[0] = System.nanoTime());
            play.play();
            play.settle();
            Duration took = Duration.ofNanos(System.nanoTime() - start[0]);
            return new AsItIs(
                    states(play.world()), took, play.world().clusters().requests());
        }
    }

    private static Outcome withKills(
            Path story, Path place, List<KillPoint> points, Random random, Map<String, ClusterState> wanted)
            throws Exception {
        String name = story.getFileName().toString();
        try (Play play = new Play(story, Files.createDirectories(place), new Play.Manner(PATIENCE, true))) {
            Killer killer = new Killer(play.world(), points, random);
            play.onStart(killer::start);
            List<String> differences;
            try (killer) {
                play.play();
                killer.close();
                differences = differences(wanted, play);
            } catch (AssertionError | TerminalFailureException e) {
                differences = List.of(String.valueOf(e.getMessage()));
            }
            return new Outcome(
                    name,
                    killer.hits(),
                    differences,
                    play.world().installation(World.MAIN).storeWasPutAside());
        }
    }

    private static List<String> differences(Map<String, ClusterState> wanted, Play play) {
        AtomicReference<List<String>> differences = new AtomicReference<>(List.of());
        try {
            Awaitility.await()
                    .atMost(SETTLED)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        List<String> now = between(wanted, states(play.world()));
                        differences.set(now);
                        return now.isEmpty();
                    });
            return List.of();
        } catch (ConditionTimeoutException e) {
            List<String> told = new ArrayList<>(Objects.requireNonNull(differences.get()));
            told.add(play.world().daemon().tail(80));
            return told;
        }
    }

    private static List<String> between(Map<String, ClusterState> wanted, Map<String, ClusterState> found) {
        List<String> differences = new ArrayList<>();
        found.forEach((cluster, state) -> wanted.getOrDefault(cluster, state)
                .differences(state)
                .forEach(line -> differences.add(cluster + ": " + line)));
        return differences;
    }

    private static Map<String, ClusterState> states(World world) {
        Map<String, ClusterState> states = new TreeMap<>();
        world.clusters()
                .names()
                .forEach(name ->
                        states.put(name, ClusterState.of(world.clusters().client(name))));
        return states;
    }
}
