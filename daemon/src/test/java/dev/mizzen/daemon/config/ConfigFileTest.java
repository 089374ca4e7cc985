package dev.mizzen.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    @TempDir
    private Path folder;

    private final BlockingQueue<Config> changes = new LinkedBlockingQueue<>();
    private final BlockingQueue<List<Problem>> refusals = new LinkedBlockingQueue<>();

    private final ConfigFile.Listener listener = new ConfigFile.Listener() {
        @Override
        public void changed(Config before, Config after) {
            changes.add(after);
        }

        @Override
        public void refused(List<Problem> problems) {
            refusals.add(problems);
        }
    };

    @Test
    void aWrongEditIsRefusedAndTheOldOneStaysInForceUntilItIsRight() throws Exception {
        Path file = Files.writeString(folder.resolve("mizzen.yaml"), "workers: 3\n");
        try (ConfigFile config = ConfigFile.open(file)) {
            config.follow(listener);

            Files.writeString(file, "wrokers: 4\n");
            assertThat(refusals.take())
                    .first()
                    .hasToString("mizzen.yaml:1:1: unknown field \"wrokers\"; did you mean \"workers\"?");
            assertThat(config.current().workers()).isEqualTo(3);

            Files.writeString(file, "workers: 4\n");
            assertThat(refusals.take()).isEmpty();
            assertThat(changes.take().workers()).isEqualTo(4);
            await().until(() -> config.current().workers() == 4);
        }
    }

    @Test
    void aFileThatIsReplacedAsEditorsAndKubernetesDoIsSeen() throws Exception {
        Path file = Files.writeString(folder.resolve("mizzen.yaml"), "workers: 3\n");
        try (ConfigFile config = ConfigFile.open(file)) {
            config.follow(listener);
            Path beside = Files.writeString(folder.resolve(".new"), "workers: 5\n");
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            assertThat(changes.take().workers()).isEqualTo(5);
        }
    }

    @Test
    void aWrongFileDoesNotStartADaemon() throws IOException {
        Path file = Files.writeString(folder.resolve("mizzen.yaml"), "workers: 0\n");
        assertThrows(Rejected.class, () -> ConfigFile.open(file));
    }
}
