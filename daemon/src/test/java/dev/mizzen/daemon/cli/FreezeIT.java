package dev.mizzen.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.daemon.approve.ApprovalBook;
import dev.mizzen.daemon.approve.Approvers;
import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.config.SecretRef;
import dev.mizzen.daemon.fleet.FleetSeen;
import dev.mizzen.daemon.promote.Asked;
import dev.mizzen.daemon.promote.Freezes;
import dev.mizzen.daemon.report.StatusBoard;
import dev.mizzen.daemon.store.Store;
import dev.mizzen.daemon.web.ApprovalDesk;
import dev.mizzen.daemon.web.PushEvents;
import dev.mizzen.daemon.web.Readiness;
import dev.mizzen.daemon.web.ResolvedAnswer;
import dev.mizzen.daemon.web.WebServer;
import dev.mizzen.reconcile.model.DeliveryId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code mizzen freeze} and {@code mizzen unfreeze} against the daemon's own web server. */
class FreezeIT {
    private static final String TOKEN = "a-token-of-alices";

    @TempDir
    private Path folder;

    private final Clock clock = Clock.systemUTC();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Store store;
    private Freezes freezes;
    private WebServer web;

    @BeforeEach
    void start() throws Exception {
        store = Store.open("jdbc:h2:mem:" + UUID.randomUUID(), Optional.empty(), Optional.empty());
        Approvers approvers = new Approvers(Map.of("ALICE", TOKEN));
        approvers.configure(List.of(new Config.Token("alice", new SecretRef.InEnvironment("ALICE"))));
        freezes = new Freezes(
                store.freezes(), store.events(), () -> List.of(DeliveryId.parse("shop/prod/web")), source -> {}, clock);
        web = WebServer.start(
                "127.0.0.1",
                0,
                new WebServer.Parts(
                        new StatusBoard(clock),
                        id -> Optional.empty(),
                        store,
                        names -> "",
                        () -> new Readiness(true, Map.of()),
                        (kind, source, headers, body) -> PushEvents.Answer.UNKNOWN,
                        () -> {},
                        new ApprovalDesk(
                                new ApprovalBook(store.approvals(), store.events(), done -> {}, clock),
                                approvers,
                                id -> Map.of(),
                                result -> {}),
                        id -> new ResolvedAnswer(404, "no such delivery\n"),
                        List::of,
                        (id, revision, who) -> new Asked.Refused("no"),
                        () -> FleetSeen.NONE,
                        Optional.of(freezes)),
                clock);
    }

    @AfterEach
    void stop() {
        web.close();
        store.close();
    }

    @Test
    void whoHasATokenFreezesAndUnfreezes() throws Exception {
        assertThat(run(TOKEN, "freeze", "prod", "--until", "2h", "--reason", "holidays"))
                .isEqualTo(Exit.OK.code());
        assertThat(out.toString()).startsWith("shop/prod is frozen until ");
        assertThat(freezes.all()).singleElement().satisfies(row -> {
            assertThat(row.who()).isEqualTo("alice");
            assertThat(row.reason()).isEqualTo("holidays");
        });
        assertThat(run(TOKEN, "unfreeze", "prod")).isEqualTo(Exit.OK.code());
        assertThat(freezes.all()).isEmpty();
    }

    @Test
    void whatIsRefusedSaysWhyAndChangesNothing() throws Exception {
        assertThat(run("another-token-of-mallory", "freeze", "prod", "--until", "2h"))
                .isEqualTo(Exit.FOUND.code());
        assertThat(err.toString()).contains("401");
        assertThat(run(TOKEN, "freeze", "prod", "--until", "721h")).isEqualTo(Exit.FOUND.code());
        assertThat(err.toString()).contains("within 30 days");
        assertThat(run(TOKEN, "freeze", "nowhere", "--until", "1h")).isEqualTo(Exit.FOUND.code());
        assertThat(err.toString()).contains("no delivery is in an environment nowhere");
        assertThat(run(TOKEN, "freeze", "prod", "--until", "tomorrow")).isEqualTo(Exit.USAGE.code());
        assertThat(run(TOKEN, "unfreeze", "prod")).isEqualTo(Exit.FOUND.code());
        assertThat(err.toString()).contains("prod is not frozen");
        assertThat(freezes.all()).isEmpty();
    }

    @Test
    void aTimeIsADurationFromNowOrAPointOfTime() {
        Instant now = Instant.parse("2026-12-24T18:00:00.5Z");

        assertThat(Freeze.time("90m", now)).isEqualTo("2026-12-24T19:30:00Z");
        assertThat(Freeze.time("2026-12-27T08:00:00+01:00", now)).isEqualTo("2026-12-27T07:00:00Z");
    }

    private int run(String token, String... arguments) throws Exception {
        Path file = Files.writeString(folder.resolve("token"), token);
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        String[] all = new String[arguments.length + 4];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--token-file";
        all[arguments.length + 1] = file.toString();
        all[arguments.length + 2] = "--server";
        all[arguments.length + 3] = "http://127.0.0.1:" + web.port();
        return line.execute(all);
    }
}
