package dev.mizzen.daemon.cli;

import dev.mizzen.daemon.Mizzen;
import dev.mizzen.daemon.config.ConfigFile;
import dev.mizzen.daemon.config.SecretMissing;
import dev.mizzen.daemon.store.StoreUnavailable;
import dev.mizzen.reconcile.model.Rejected;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mizzen run}: the daemon, until SIGTERM or Ctrl-C. */
@Command(
        name = "run",
        description = {
            "Run the daemon: follow the sources of the configuration and keep its clusters as they say.",
            "Ends gracefully on SIGTERM and Ctrl-C. Edits of the file take effect without a restart; a wrong edit is refused.",
            "",
            "  mizzen run --config mizzen.yaml",
            "",
            "docs/schema/mizzen.json describes the file; deploy/manifests/mizzen.yaml is an example.",
            "MIZZEN_LOG_FORMAT=json writes the log as JSON lines.",
            ""
        },
        mixinStandardHelpOptions = true)
final class Run implements Callable<Integer> {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "mizzen.yaml",
            description = "the configuration (default: mizzen.yaml)")
    private Path config = Path.of("mizzen.yaml");

    @Override
    public Integer call() throws InterruptedException {
        Mizzen mizzen = start();
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            mizzen.close();
            ended.countDown();
        }));
        ended.await();
        return Exit.OK.code();
    }

    private Mizzen start() {
        try {
            return Mizzen.start(ConfigFile.open(config));
        } catch (Rejected e) {
            throw new Failure(Exit.FOUND, "the configuration is wrong:\n" + e.getMessage());
        } catch (SecretMissing e) {
            throw new Failure(Exit.FOUND, String.valueOf(e.getMessage()));
        } catch (StoreUnavailable | IOException e) {
            throw new Failure(Exit.UNREACHABLE, String.valueOf(e.getMessage()));
        }
    }
}
