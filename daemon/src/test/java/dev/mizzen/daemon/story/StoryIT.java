package dev.mizzen.daemon.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.daemon.story.Story.Expectation;
import dev.mizzen.daemon.story.Story.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Plays each story of {@code test-repos/} with real clusters, a real Git server and the daemon's own process. */
final class StoryIT {
    private static final Duration WITHIN = Duration.ofSeconds(30);

    @TempDir
    private Path scratch = Path.of("");

    @TestFactory
    Stream<DynamicTest> each_story_comes_true() throws IOException {
        Path folder = Repository.root().resolve("test-repos");
        String only = System.getProperty("mizzen.story", "");
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> stories = all.filter(Files::isDirectory)
                    .filter(f -> only.isEmpty() || f.getFileName().toString().equals(only))
                    .sorted()
                    .toList();
            return stories.stream()
                    .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> play(f)));
        }
    }

    private void play(Path folder) throws IOException {
        Story story = Story.read(folder.resolve("story.yaml"));
        Path place =
                Files.createDirectories(scratch.resolve(folder.getFileName().toString()));
        try (World world = new World(story, place)) {
            Commits commits = new Commits(folder);
            Truth truth = new Truth(world);
            boolean started = false;
            for (Step step : story.steps()) {
                act(step, world, commits);
                if (!started && step.commit() != null) {
                    world.daemon().start();
                    started = true;
                }
                if (step.expect() != null) {
                    expect(step.expect(), world, truth);
                }
            }
            assertThat(world.violations())
                    .as("what does not fit GitHub's schemas")
                    .isEmpty();
        }
    }

    private static void act(Step step, World world, Commits commits) throws IOException {
        if (step.commit() != null) {
            commit(step, world, commits);
        } else if (step.live() != null) {
            world.clusters().edit(step.live());
        } else if (step.create() != null) {
            world.clusters().create(step.create());
        } else if (step.delete() != null) {
            world.clusters().delete(step.delete());
        } else if (step.approve() != null) {
            world.approver().act(step.approve());
        } else if (step.daemon() != null) {
            switch (step.daemon()) {
                case kill -> world.daemon().kill();
                case stop -> world.daemon().stop();
                case start -> world.daemon().start();
            }
        }
    }

    private static void commit(Step step, World world, Commits commits) throws IOException {
        String name = Objects.requireNonNull(step.commit());
        Map<String, String> replace = new java.util.HashMap<>();
        if (step.replace() != null) {
            step.replace().forEach((text, commit) -> replace.put(text, world.commit(commit)));
        }
        Map<String, String> files = commits.after(name, step.remove() == null ? List.of() : step.remove(), replace);
        world.push(name, files);
    }

    private static void expect(Expectation expected, World world, Truth truth) {
        Duration within = expected.within() == null
                ? WITHIN
                : Duration.parse("PT" + expected.within().toUpperCase(java.util.Locale.ROOT));
        List<String> missing = new ArrayList<>();
        try {
            Awaitility.await()
                    .atMost(within)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        missing.clear();
                        missing.addAll(truth.missing(expected));
                        return missing.isEmpty();
                    });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "not true within " + within.toSeconds() + " s:\n  " + String.join("\n  ", missing)
                            + "\nthe daemon's last words:\n"
                            + world.daemon().tail(60),
                    e);
        }
    }
}
