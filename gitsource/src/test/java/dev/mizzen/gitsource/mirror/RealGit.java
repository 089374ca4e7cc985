package dev.mizzen.gitsource.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The git command, in one directory, without the configuration of whoever runs the test. */
final class RealGit {
    private final Path directory;

    RealGit(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    /** Runs git, expects it to succeed, and returns what it printed. */
    String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "GIT_CONFIG_GLOBAL", "/dev/null",
                        "GIT_CONFIG_SYSTEM", "/dev/null",
                        "GIT_TERMINAL_PROMPT", "0",
                        "GIT_AUTHOR_NAME", "Ada",
                        "GIT_AUTHOR_EMAIL", "ada@example.com",
                        "GIT_COMMITTER_NAME", "Ada",
                        "GIT_COMMITTER_EMAIL", "ada@example.com"));
        Process git = builder.start();
        String output = new String(git.getInputStream().readAllBytes(), UTF_8);
        assertThat(git.waitFor()).as(output).isZero();
        return output;
    }
}
