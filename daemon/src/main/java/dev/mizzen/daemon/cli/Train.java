package dev.mizzen.daemon.cli;

import dev.mizzen.daemon.Mizzen;
import dev.mizzen.daemon.config.ConfigFile;
import dev.mizzen.daemon.config.SecretMissing;
import dev.mizzen.daemon.report.Sync;
import dev.mizzen.daemon.store.StoreUnavailable;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.testkit.git.BareRepository;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code mizzen train}: goes once through what commands and daemon do at their start, so that the launcher's ahead-of-time
 * cache knows their classes. Its cluster is an address where nobody answers; everything else is real and in a temporary
 * folder.
 */
@Command(
        name = "train",
        hidden = true,
        description = "Make the ahead-of-time cache; the launcher calls it.",
        mixinStandardHelpOptions = true)
final class Train implements Callable<Integer> {
    private static final Duration MOST = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(50);

    @Parameters(index = "0", paramLabel = "DIR", description = "a config repository")
    private Path directory = Path.of(".");

    @Override
    public Integer call() throws IOException, InterruptedException {
        System.setProperty("MIZZEN_LOG_LEVEL", "OFF");
        CommandLine validate = Main.commandLine();
        validate.setOut(new PrintWriter(Writer.nullWriter()));
        int found = validate.execute("validate", directory.toString());
        daemon();
        return found;
    }

    private void daemon() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("mizzen-train");
        try (Mizzen mizzen = Mizzen.start(ConfigFile.open(configure(folder)))) {
            long end = System.nanoTime() + MOST.toNanos();
            while (!isThrough(mizzen) && System.nanoTime() < end) {
                Thread.sleep(LOOK);
            }
        } catch (Rejected | SecretMissing | StoreUnavailable e) {
            throw new Failure(Exit.UNREACHABLE, String.valueOf(e.getMessage()));
        } finally {
            TemporaryFolder.remove(folder);
        }
    }

    private static boolean isThrough(Mizzen mizzen) {
        return !mizzen.board().all().isEmpty()
                && mizzen.board().all().stream().noneMatch(state -> state.sync() == Sync.PROGRESSING);
    }

    private Path configure(Path folder) throws IOException {
        Path repository = folder.resolve("config.git");
        try (BareRepository git = BareRepository.at(repository, Clock.systemUTC())) {
            git.commit("main", "all", directory);
        }
        return Files.writeString(folder.resolve("mizzen.yaml"), """
                data: %s
                listen: { host: 127.0.0.1, port: 0 }
                sources:
                  - { name: train, url: "%s" }
                clusters:
                  - { name: staging, server: { url: "https://127.0.0.1:9", token: "file:%s" }, labels: { purpose: staging } }
                  - { name: prod, server: { url: "https://127.0.0.1:9", token: "file:%s" }, labels: { purpose: prod } }
                """.formatted(
                        folder.resolve("data"),
                        repository.toUri(),
                        Files.writeString(folder.resolve("token"), "nobody"),
                        folder.resolve("token")));
    }
}
