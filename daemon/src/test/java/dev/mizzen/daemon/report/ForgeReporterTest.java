package dev.mizzen.daemon.report;

import static dev.mizzen.daemon.report.Examples.FIRST;
import static dev.mizzen.daemon.report.Examples.SECOND;
import static dev.mizzen.daemon.report.Examples.WEB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.daemon.store.Store;
import dev.mizzen.daemon.store.StoreUnavailable;
import dev.mizzen.gitsource.forge.CommitStatus;
import dev.mizzen.gitsource.forge.Forge;
import dev.mizzen.gitsource.forge.ForgeUnavailable;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.run.Outcome;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForgeReporterTest {
    private static final SourceName SHOP = new SourceName("shop");
    private static final ForgeReporter.Pace FAST = new ForgeReporter.Pace(
            Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(20));

    @TempDir
    private Path folder;

    private final Clock clock = Clock.systemUTC();
    private final StatusBoard board = new StatusBoard(clock);
    private final FakeForge forge = new FakeForge();

    /** Keeps what it is told; can be away. */
    private static final class FakeForge implements Forge {
        private final List<String> told = new CopyOnWriteArrayList<>();
        private volatile boolean away;
        private volatile Optional<Duration> pause = Optional.empty();
        private final AtomicInteger asked = new AtomicInteger();
        private volatile Consumer<CommitStatus> hears = status -> {};
        private final Map<String, CommitStatus> has = new ConcurrentHashMap<>();

        @Override
        public void publish(CommitStatus status) throws ForgeUnavailable {
            hears.accept(status);
            asked.incrementAndGet();
            if (away) {
                throw new ForgeUnavailable("away", pause, null);
            }
            has.put(status.revision() + " " + status.context(), status);
            told.add(status.revision().id().charAt(0) + " " + status.context() + " " + status.state());
        }

        @Override
        public List<CommitStatus> statuses(Revision revision) throws ForgeUnavailable {
            if (away) {
                throw new ForgeUnavailable("away", pause, null);
            }
            return has.values().stream()
                    .filter(status -> status.revision().equals(revision))
                    .toList();
        }
    }

    private Store store() throws StoreUnavailable {
        return Store.open("jdbc:h2:file:" + folder.resolve("mizzen"), Optional.empty(), Optional.empty());
    }

    private ForgeReporter reporter(Store store) {
        ForgeReporter reporter = new ForgeReporter(
                SHOP,
                forge,
                board,
                store.statuses(),
                new Metrics(board, clock),
                FAST,
                new Turnstile(Duration.ofMillis(1)),
                clock);
        reporter.start();
        return reporter;
    }

    @Test
    void aCommitIsPendingAndThenEndsOnTransitionsOnly() throws StoreUnavailable {
        try (Store store = store();
                ForgeReporter reporter = reporter(store)) {
            board.wanted(WEB, FIRST, clock.instant());
            reporter.head(FIRST, List.of(WEB), List.of());
            await().until(() -> forge.told.size() == 2);
            Examples.applied(board, WEB, FIRST, Health.HEALTHY);
            Examples.applied(board, WEB, FIRST, Health.HEALTHY);
            await().until(() -> forge.told.size() == 4);
            assertThat(forge.told)
                    .containsExactly(
                            "1 mizzen PENDING",
                            "1 mizzen/staging/web PENDING",
                            "1 mizzen SUCCESS",
                            "1 mizzen/staging/web SUCCESS");
        }
    }

    /** So that a daemon that is killed in between ends every beginning that the forge heard. */
    @Test
    void aBeginningIsRememberedBeforeItIsSentAndAnEndAfterwards() throws StoreUnavailable {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (Store store = store();
                ForgeReporter reporter = reporter(store)) {
            forge.hears = status -> heard.add(status.state() + " remembered "
                    + store.statuses().all().stream()
                            .anyMatch(row -> row.context().equals(status.context())
                                    && row.state().equals(status.state().name())));
            board.wanted(WEB, FIRST, clock.instant());
            reporter.head(FIRST, List.of(), List.of());
            await().until(() -> forge.told.size() == 1);
            Examples.applied(board, WEB, FIRST, Health.HEALTHY);
            await().until(() -> forge.told.size() == 2);
            assertThat(heard).containsExactly("PENDING remembered true", "SUCCESS remembered false");
        }
    }

    @Test
    void anOvertakenCommitEndsAsSuperseded() throws StoreUnavailable {
        try (Store store = store();
                ForgeReporter reporter = reporter(store)) {
            board.wanted(WEB, FIRST, clock.instant());
            reporter.head(FIRST, List.of(WEB), List.of());
            await().until(() -> forge.told.size() == 2);
            board.wanted(WEB, SECOND, clock.instant());
            reporter.head(SECOND, List.of(WEB), List.of());
            await().until(() -> forge.told.size() == 6);
            assertThat(forge.told).contains("1 mizzen ERROR", "1 mizzen/staging/web ERROR", "2 mizzen PENDING");
        }
    }

    @Test
    void afterAnOutageWhatIsTrueThenIsTold() throws StoreUnavailable {
        forge.away = true;
        try (Store store = store();
                ForgeReporter reporter = reporter(store)) {
            board.wanted(WEB, FIRST, clock.instant());
            reporter.head(FIRST, List.of(WEB), List.of());
            Examples.applied(board, WEB, FIRST, Health.HEALTHY);
            forge.away = false;
            await().until(() -> forge.told.size() >= 2);
            assertThat(forge.told).containsExactlyInAnyOrder("1 mizzen SUCCESS", "1 mizzen/staging/web SUCCESS");
        }
    }

    @Test
    void aForgeThatAsksToBeLeftAloneIs() throws Exception {
        forge.away = true;
        forge.pause = Optional.of(Duration.ofMinutes(5));
        try (Store store = store();
                ForgeReporter reporter = reporter(store)) {
            board.wanted(WEB, FIRST, clock.instant());
            reporter.head(FIRST, List.of(WEB), List.of());
            await().until(() -> forge.asked.get() == 1);
            await().during(FAST.mostOutage().multipliedBy(10)).until(() -> forge.asked.get() == 1);
        }
    }

    @Test
    void whatSomebodyOverwroteOrRemovedIsToldAgain() throws StoreUnavailable {
        try (Store store = store();
                ForgeReporter reporter = reporter(store)) {
            board.wanted(WEB, FIRST, clock.instant());
            Examples.applied(board, WEB, FIRST, Health.HEALTHY);
            reporter.head(FIRST, List.of(WEB), List.of());
            await().until(() -> forge.told.size() == 2);

            forge.has.put(
                    FIRST + " mizzen",
                    new CommitStatus(FIRST, "mizzen", CommitStatus.State.FAILURE, "no", Optional.empty()));
            await().until(() -> forge.told.size() == 3);
            assertThat(forge.told.getLast()).isEqualTo("1 mizzen SUCCESS");

            forge.has.remove(FIRST + " mizzen/staging/web");
            await().until(() -> forge.told.size() == 4);
            assertThat(forge.told.getLast()).isEqualTo("1 mizzen/staging/web SUCCESS");
        }
    }

    @Test
    void whatStandsThereIsNotSaidAgainThoughTheStoreWasLost() throws StoreUnavailable {
        for (String context : List.of("mizzen", "mizzen/staging/web")) {
            forge.has.put(
                    FIRST + " " + context,
                    new CommitStatus(FIRST, context, CommitStatus.State.SUCCESS, "", Optional.empty()));
        }
        try (Store store = store();
                ForgeReporter reporter = reporter(store)) {
            board.wanted(WEB, FIRST, clock.instant());
            Examples.applied(board, WEB, FIRST, Health.HEALTHY);
            reporter.head(FIRST, List.of(WEB), List.of());
            await().during(Duration.ofMillis(300)).until(() -> forge.told.isEmpty());
        }
    }

    @Test
    void aForgeWithOneWordForBothIsNotToldForever() throws StoreUnavailable {
        try (Store store = store();
                ForgeReporter reporter = reporter(store)) {
            board.outcome(WEB, FIRST, new Outcome.Rejected(List.of(Problem.of("no"))));
            board.rejected(WEB, FIRST, clock.instant(), List.of(Problem.of("no")));
            reporter.head(FIRST, List.of(WEB), List.of());
            await().until(() -> forge.told.size() == 2);
            forge.has.replaceAll((key, status) -> new CommitStatus(
                    status.revision(), status.context(), CommitStatus.State.ERROR, "no", Optional.empty()));
            await().during(Duration.ofMillis(300)).until(() -> forge.told.size() == 2);
        }
    }

    @Test
    void aRestartRepeatsNothingAndEndsWhatWasOpen() throws StoreUnavailable {
        try (Store store = store();
                ForgeReporter reporter = reporter(store)) {
            board.wanted(WEB, FIRST, clock.instant());
            reporter.head(FIRST, List.of(WEB), List.of());
            await().until(() -> forge.told.size() == 2);
        }
        try (Store store = store();
                ForgeReporter reporter = reporter(store)) {
            board.outcome(WEB, SECOND, new Outcome.Rejected(List.of(Problem.of("no"))));
            board.rejected(WEB, SECOND, clock.instant(), List.of(Problem.of("no")));
            reporter.head(SECOND, List.of(WEB), List.of());
            await().until(() -> forge.told.size() == 6);
            assertThat(forge.told.subList(2, 6))
                    .containsExactlyInAnyOrder(
                            "1 mizzen ERROR",
                            "1 mizzen/staging/web ERROR",
                            "2 mizzen FAILURE",
                            "2 mizzen/staging/web FAILURE");
        }
    }
}
