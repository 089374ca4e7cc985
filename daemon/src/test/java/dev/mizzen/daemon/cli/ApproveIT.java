package dev.mizzen.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.daemon.approve.ApprovalBook;
import dev.mizzen.daemon.approve.Approvers;
import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.config.SecretRef;
import dev.mizzen.daemon.fleet.FleetSeen;
import dev.mizzen.daemon.promote.Asked;
import dev.mizzen.daemon.report.Examples;
import dev.mizzen.daemon.report.HandClock;
import dev.mizzen.daemon.report.StatusBoard;
import dev.mizzen.daemon.store.Store;
import dev.mizzen.daemon.web.ApprovalDesk;
import dev.mizzen.daemon.web.PushEvents;
import dev.mizzen.daemon.web.Readiness;
import dev.mizzen.daemon.web.ResolvedAnswer;
import dev.mizzen.daemon.web.WebServer;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.run.Deletions;
import dev.mizzen.reconcile.run.Hold;
import dev.mizzen.reconcile.run.Outcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** {@code mizzen approve} and what {@code mizzen status} says of it, against the daemon's own web server. */
class ApproveIT {
    private static final String TOKEN = "a-token-of-alices";
    private static final SourceName SHOP = new SourceName("shop");
    private static final Hold GUARD = Examples.hold();
    private static final String DIGEST = GUARD.deletions().digest().hex();
    private static final Hold NAMESPACE = new Hold(
            Hold.Reason.PROTECTED,
            "1 object of a protected kind left Git and is kept",
            new Deletions.OfObjects(
                    Examples.API, Map.of(Examples.STAGING, Set.of(new ObjectRef("", "Namespace", "", "shop")))));
    private static final Hold LEFT = new Hold(
            Hold.Reason.LEFT_GIT,
            "2 of 2 deliveries left Git at once",
            new Deletions.OfDeliveries(SHOP, Set.of(Examples.WEB, Examples.API)));

    @TempDir
    private Path folder;

    private final HandClock clock = new HandClock();
    private final StatusBoard board = new StatusBoard(clock);
    private final List<String> questions = new ArrayList<>();
    private Optional<Boolean> answer = Optional.empty();
    private Optional<Store> store = Optional.empty();
    private Optional<ApprovalBook> opened = Optional.empty();
    private Optional<WebServer> web = Optional.empty();

    @BeforeEach
    void start() throws Exception {
        Store open = Store.open("jdbc:h2:mem:" + UUID.randomUUID(), Optional.empty(), Optional.empty());
        store = Optional.of(open);
        ApprovalBook book = new ApprovalBook(open.approvals(), open.events(), done -> {}, clock);
        opened = Optional.of(book);
        Approvers approvers = new Approvers(Map.of("ALICE", TOKEN));
        approvers.configure(List.of(new Config.Token("alice", new SecretRef.InEnvironment("ALICE"))));
        ApprovalDesk desk = new ApprovalDesk(
                book,
                approvers,
                id -> Map.of(
                        Examples.STAGING,
                        Set.of(new ObjectRef("", "ConfigMap", "shop", id.app().value()))),
                result -> {});
        web = Optional.of(WebServer.start(
                "127.0.0.1",
                0,
                new WebServer.Parts(
                        board,
                        id -> Optional.empty(),
                        open,
                        names -> "",
                        () -> new Readiness(true, Map.of()),
                        (kind, source, headers, body) -> PushEvents.Answer.UNKNOWN,
                        () -> {},
                        desk,
                        id -> new ResolvedAnswer(404, "no such delivery\n"),
                        List::of,
                        (id, revision, who) -> new Asked.Refused("no"),
                        () -> FleetSeen.NONE),
                clock));
    }

    @AfterEach
    void stop() {
        web.ifPresent(WebServer::close);
        store.ifPresent(Store::close);
    }

    private ApprovalBook book() {
        return opened.orElseThrow();
    }

    private String[] line(String command, String... words) {
        List<String> line = new ArrayList<>(List.of(
                command, "--server", "http://127.0.0.1:" + web.orElseThrow().port()));
        line.addAll(Arrays.asList(words));
        return line.toArray(String[]::new);
    }

    /** At a terminal where somebody gives {@link #answer}, or at none; with the token in the environment. */
    private Typed approve(String... words) {
        return approve(Map.of("MIZZEN_TOKEN", TOKEN), words);
    }

    private Typed approve(Map<String, String> environment, String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Asking asking = question -> {
            questions.add(question);
            return answer;
        };
        CommandLine line = Main.commandLine(new Approve(environment, asking))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
        int exit = line.execute(line("approve", words));
        return new Typed(exit, out.toString(), err.toString());
    }

    @Test
    void nothingWaits() {
        Typed typed = approve();
        assertThat(typed.out()).isEqualTo("nothing waits for an approval\n");
        assertThat(typed.exit()).isZero();
    }

    @Test
    void whatWaitsIsListedWithItsDigests() {
        book().held(Examples.WEB, List.of(GUARD));
        clock.advance(Duration.ofSeconds(1));
        book().held(SHOP, List.of(LEFT));
        Typed typed = approve();
        assertThat(typed.out()).isEqualTo("""
                DIGEST      OF                ON       DELETES       SINCE                 WHY
                %s  shop/staging/web  staging  1 object      2026-11-22T12:00:00Z  would delete 1 of 1 objects
                %s  shop              staging  2 deliveries  2026-11-22T12:00:01Z  2 of 2 deliveries left Git at once
                """.formatted(
                        DIGEST.substring(0, 10), LEFT.deletions().digest().abbreviated()));
        assertThat(typed.exit()).isEqualTo(Exit.FOUND.code());
        assertThat(approve("-o", "json").out()).contains("\"digest\" : \"" + DIGEST + "\"");
    }

    @Test
    void exactlyWhatWillGoIsShownAndAskedFor() {
        book().held(Examples.API, List.of(NAMESPACE));
        answer = Optional.of(true);
        Typed typed = approve(NAMESPACE.deletions().digest().abbreviated());
        assertThat(typed.out()).isEqualTo("""
                shop/prod/api: 1 object of a protected kind left Git and is kept
                This will be deleted:
                DELIVERY       CLUSTER  KIND       NAMESPACE  NAME
                shop/prod/api  staging  Namespace             shop
                A Namespace takes everything in it along, also what others put there.
                approved by alice; the daemon deletes now, see: mizzen status
                """);
        assertThat(typed.exit()).isZero();
        assertThat(questions).containsExactly("Is that meant? [y/N] ");
        assertThat(book().given()).hasSize(1);
    }

    @Test
    void wholeDeliveriesAreShownWithTheirObjects() {
        book().held(SHOP, List.of(LEFT));
        Typed typed = approve(LEFT.deletions().digest().hex(), "--yes");
        assertThat(typed.out())
                .contains("shop/prod/api     staging  ConfigMap  shop       api")
                .contains("Of shop these leave: shop/prod/api, shop/staging/web.");
        assertThat(typed.exit()).isZero();
        assertThat(questions).isEmpty();
    }

    @Test
    void aNoApprovesNothingAndNoTerminalAsksForYes() {
        book().held(Examples.WEB, List.of(GUARD));
        Typed nobody = approve(DIGEST);
        assertThat(nobody.exit()).isEqualTo(Exit.USAGE.code());
        assertThat(nobody.err()).contains("mizzen approve " + DIGEST.substring(0, 10) + " --yes");
        answer = Optional.of(false);
        Typed no = approve(DIGEST);
        assertThat(no.exit()).isEqualTo(Exit.FOUND.code());
        assertThat(no.err()).isEqualTo("mizzen: nothing was approved\n");
        assertThat(book().given()).isEmpty();
    }

    @Test
    void theTokenComesFromAFileOrTheEnvironmentAndNowhereElse() throws Exception {
        book().held(Examples.WEB, List.of(GUARD));
        Typed without = approve(Map.of(), DIGEST, "--yes");
        assertThat(without.exit()).isEqualTo(Exit.USAGE.code());
        assertThat(without.err()).contains("MIZZEN_TOKEN is not set", "--token-file");
        Path wrong = Files.writeString(folder.resolve("wrong"), "somebody else's token\n");
        Typed refused = approve(Map.of(), DIGEST, "--yes", "--token-file", wrong.toString());
        assertThat(refused.exit()).isEqualTo(Exit.FOUND.code());
        assertThat(refused.err()).contains("did not approve: 401").doesNotContain("somebody");
        Path right = Files.writeString(folder.resolve("right"), TOKEN + "\n");
        assertThat(approve(Map.of(), DIGEST, "--yes", "--token-file", right.toString())
                        .exit())
                .isZero();
    }

    @Test
    void forAScriptThereIsOnlyTheAnswer() {
        book().held(Examples.WEB, List.of(GUARD));
        Typed typed = approve(DIGEST, "--yes", "-o", "json");
        assertThat(typed.out()).startsWith("{").contains("\"by\" : \"alice\"");
        assertThat(typed.err()).contains("This will be deleted:");
    }

    @Test
    void whatDoesNotWaitCannotBeApproved() {
        book().held(Examples.WEB, List.of(GUARD));
        Typed unknown = approve("0123456789", "--yes");
        assertThat(unknown.exit()).isEqualTo(Exit.FOUND.code());
        assertThat(unknown.err()).contains("nothing that waits for an approval is 0123456789; see: mizzen approve");
        assertThat(approve(DIGEST, "--yes").exit()).isZero();
        Typed again = approve(DIGEST, "--yes");
        assertThat(again.out())
                .isEqualTo("approved already by alice at 2026-11-22T12:00:00Z; still to be deleted: 1 of 1 object\n");
        assertThat(again.exit()).isZero();
    }

    @Test
    void statusTellsEachHoldOnceAndHowToApproveIt() {
        Examples.applied(board, Examples.API, Examples.FIRST, Health.HEALTHY);
        board.outcome(Examples.WEB, Examples.FIRST, new Outcome.Held(List.of(GUARD)));
        book().held(Examples.WEB, List.of(GUARD));
        clock.advance(Duration.ofSeconds(1));
        book().held(Examples.API, List.of(NAMESPACE));
        Typed typed = Typed.of(line("status"));
        assertThat(typed.out()).isEqualTo("""
                APPLICATION  PROD     STAGING
                api          healthy  -
                web          -        held
                shop/staging/web: would delete 1 of 1 objects; if that is meant: mizzen approve %s
                shop/prod/api: 1 object of a protected kind left Git and is kept; if that is meant: mizzen approve %s
                """.formatted(
                        DIGEST.substring(0, 10), NAMESPACE.deletions().digest().abbreviated()));
    }

    @Test
    void aYesIsYOrYes() {
        assertThat(List.of("y", " Yes", "YES\n")).allMatch(Asking::isYes);
        assertThat(List.of("", "n", "no", "yess", "ja")).noneMatch(Asking::isYes);
    }
}
