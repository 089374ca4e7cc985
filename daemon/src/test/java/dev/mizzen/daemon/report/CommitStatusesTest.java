package dev.mizzen.daemon.report;

import static dev.mizzen.daemon.report.Examples.FIRST;
import static dev.mizzen.daemon.report.Examples.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.daemon.store.Store;
import dev.mizzen.daemon.store.StoreUnavailable;
import dev.mizzen.gitsource.forge.CommitStatus;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.run.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitStatusesTest {
    private static final SourceName SHOP = new SourceName("shop");

    @TempDir
    private Path folder;

    private final HandClock clock = new HandClock();
    private final StatusBoard board = new StatusBoard(clock);

    @Test
    void whatACommitWaitsForIsToldAgainWhereItChangedAndHalfAMinuteHasPassed() throws StoreUnavailable {
        try (Store store = Store.open("jdbc:h2:file:" + folder.resolve("mizzen"), Optional.empty(), Optional.empty())) {
            CommitStatuses statuses = new CommitStatuses(SHOP, board, store.statuses(), List.of(), clock);
            statuses.head(FIRST, List.of(WEB), List.of());
            board.wanted(WEB, FIRST, clock.instant());
            List<String> first = said(statuses);

            board.outcome(WEB, FIRST, Outcome.Waiting.of(new Obstacle.Dependency(), "the kind Door is not served"));
            assertThat(said(statuses)).isEmpty();
            clock.advance(Duration.ofSeconds(31));

            assertThat(said(statuses)).hasSameSizeAs(first).anyMatch(text -> text.contains("Door"));
            clock.advance(Duration.ofSeconds(31));
            assertThat(said(statuses)).isEmpty();
        }
    }

    /** All that there is to say now, said. */
    private static List<String> said(CommitStatuses statuses) {
        List<String> texts = new ArrayList<>();
        for (List<CommitStatus> next = statuses.next(1); !next.isEmpty(); next = statuses.next(1)) {
            statuses.sent(next.getFirst());
            texts.add(next.getFirst().description());
        }
        return texts;
    }
}
