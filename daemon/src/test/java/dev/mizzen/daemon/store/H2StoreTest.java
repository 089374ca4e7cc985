package dev.mizzen.daemon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2StoreTest extends StoreContract {
    @TempDir
    private Path folder;

    @Override
    Store open() throws StoreUnavailable {
        return Store.open("jdbc:h2:file:" + folder.resolve("mizzen"), Optional.empty(), Optional.empty());
    }

    @Test
    void aFileThatAnotherDaemonHoldsIsRefusedWithWhatToDo() throws IOException, StoreUnavailable {
        open().close();
        try (FileChannel other = FileChannel.open(folder.resolve("mizzen.mv.db"), StandardOpenOption.WRITE);
                var lock = other.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThat(assertThrows(StoreUnavailable.class, this::open))
                    .hasMessageContaining("another daemon holds the store")
                    .hasMessageContaining("data");
        }
    }
}
