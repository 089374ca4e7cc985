package dev.mizzen.daemon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.run.Deletions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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
    void anApprovalIsOnTheDiskBeforeItIsAnswered() throws IOException, StoreUnavailable {
        Deletions deletions =
                new Deletions.OfDeliveries(new SourceName("shop"), Set.of(DeliveryId.parse("shop/prod/web")));
        StoredApprovals.Row row = new StoredApprovals.Row(
                UUID.randomUUID(),
                "LEFT_GIT",
                "",
                deletions,
                Instant.EPOCH,
                Optional.of("alice"),
                Optional.of(Instant.EPOCH),
                deletions,
                Optional.empty(),
                Optional.empty());
        Path asKilled = folder.resolve("killed.mv.db");
        try (Store store = open()) {
            store.approvals().putForGood(row);
            Files.copy(folder.resolve("mizzen.mv.db"), asKilled);
        }
        try (Store killed =
                Store.open("jdbc:h2:file:" + folder.resolve("killed"), Optional.empty(), Optional.empty())) {
            assertThat(killed.approvals().open()).containsExactly(row);
        }
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
