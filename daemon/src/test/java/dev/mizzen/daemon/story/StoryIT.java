package dev.mizzen.daemon.story;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Plays each story of {@code test-repos/} with real clusters, a real Git server and the daemon's own process. */
@ExtendWith(Processes.class)
final class StoryIT {
    @TempDir
    private Path scratch = Path.of("");

    /** Several at a time: most of a story is waiting. */
    @TestFactory
    @Execution(ExecutionMode.CONCURRENT)
    Stream<DynamicTest> each_story_comes_true() throws IOException {
        return all(System.getProperty("mizzen.story", "")).stream()
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> play(folder)));
    }

    /** The folders of all stories, or of those that {@code only} names, with commas between. */
    static List<Path> all(String only) throws IOException {
        List<String> names = List.of(only.split(",", -1));
        try (Stream<Path> folders = Files.list(Repository.root().resolve("test-repos"))) {
            return folders.filter(Files::isDirectory)
                    .filter(f ->
                            only.isEmpty() || names.contains(f.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    private void play(Path folder) throws IOException, InterruptedException {
        Path place =
                Files.createDirectories(scratch.resolve(folder.getFileName().toString()));
        try (Play play = new Play(folder, place, Play.Manner.AS_TOLD)) {
            play.play();
        }
    }
}
