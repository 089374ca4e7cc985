package dev.mizzen.daemon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.run.Deletions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.h2.mvstore.DataUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2StoreTest extends StoreContract {
    /** Two of 4 KiB, as H2 writes them. */
    private static final int HEADERS = 8192;

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
    void aFileThatIsBrokenIsPutAsideAndANewOneBegins() throws IOException, StoreUnavailable {
        SentStatuses.Row status =
                new SentStatuses.Row(new SourceName("shop"), REVISION, "mizzen", "success", "all is well", NOON);
        try (Store store = open()) {
            store.statuses().put(status);
        }
        Path file = folder.resolve("mizzen.mv.db");
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 0, HEADERS, (byte) 7);
        Files.write(file, bytes);
        try (Store store = open()) {
            assertThat(store.trouble()).isEmpty();
            assertThat(store.statuses().all()).isEmpty();
            store.statuses().put(status);
        }
        assertThat(folder.resolve("mizzen.mv.db.broken")).exists();
        try (Store store = open()) {
            assertThat(store.statuses().all()).containsExactly(status);
        }
    }

    @Test
    void aStatusThatBeginsIsOnTheDiskBeforeItIsSent() throws IOException, StoreUnavailable {
        SentStatuses.Row ended =
                new SentStatuses.Row(new SourceName("shop"), REVISION, "mizzen", "SUCCESS", "all is well", NOON);
        SentStatuses.Row again =
                new SentStatuses.Row(new SourceName("shop"), REVISION, "mizzen", "PENDING", "pushed back to", NOON);
        Path asKilled = folder.resolve("killed.mv.db");
        try (Store store = open()) {
            store.statuses().putForGood(ended);
            store.statuses().putForGood(again);
            Files.copy(folder.resolve("mizzen.mv.db"), asKilled);
        }
        try (Store killed =
                Store.open("jdbc:h2:file:" + folder.resolve("killed"), Optional.empty(), Optional.empty())) {
            assertThat(killed.statuses().all()).containsExactly(again);
        }
    }

    @Test
    void aFileWithoutOneOfItsTablesIsPutAside() throws IOException, StoreUnavailable, SQLException {
        open().close();
        try (Connection plain = DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("mizzen"));
                Statement sql = plain.createStatement()) {
            sql.execute("drop table status_sent");
        }
        try (Store store = open()) {
            assertThat(store.statuses().all()).isEmpty();
        }
        assertThat(folder.resolve("mizzen.mv.db.broken")).exists();
    }

    @Test
    void aFileOfANewerH2IsLeftAlone() throws IOException, StoreUnavailable {
        open().close();
        Path file = folder.resolve("mizzen.mv.db");
        byte[] bytes = Files.readAllBytes(file);
        newer(bytes, 0);
        newer(bytes, HEADERS / 2);
        Files.write(file, bytes);
        assertThrows(StoreUnavailable.class, this::open);
        assertThat(folder.resolve("mizzen.mv.db.broken")).doesNotExist();
        assertThat(file).exists();
    }

    /** Writes into the header there, which ends with its checksum, that it is of a later format. */
    private static void newer(byte[] file, int at) {
        String header = new String(file, at, HEADERS / 2, StandardCharsets.ISO_8859_1);
        String body = header.substring(0, header.indexOf(",fletcher:")).replaceFirst("format:\\d", "format:9");
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        String all = body + ",fletcher:" + Integer.toHexString(DataUtils.getFletcher32(bytes, 0, bytes.length)) + "\n";
        System.arraycopy(all.getBytes(StandardCharsets.ISO_8859_1), 0, file, at, all.length());
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
