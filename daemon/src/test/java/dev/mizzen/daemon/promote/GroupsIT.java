package dev.mizzen.daemon.promote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.daemon.promote.Targets.Target;
import dev.mizzen.gitsource.mirror.Mirror;
import dev.mizzen.gitsource.mirror.Remote;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.promote.Decision;
import dev.mizzen.reconcile.promote.Recourse;
import dev.mizzen.reconcile.promote.Trial;
import dev.mizzen.reconcile.spec.Environment;
import dev.mizzen.reconcile.spec.PromotionGroup;
import dev.mizzen.reconcile.spec.SourceSpec;
import dev.mizzen.testkit.git.BareRepository;
import dev.mizzen.testkit.git.GitServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups of applications whose overlays are on a real Git server. */
class GroupsIT {
    private static final Recourse NOTHING = new Recourse.Nothing();
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path temp;

    private GitServer server;
    private BareRepository repository;
    private Mirror mirror;
    private final Map<DeliveryId, Finding> findings = new HashMap<>();
    private final Map<String, String> files = new HashMap<>();

    @BeforeEach
    void start() throws Exception {
        server = GitServer.start(temp.resolve("server"), Clock.systemUTC());
        repository = server.repository("acme/shop");
        repository.commit("main", "first", Map.of("README.md", "1"));
        mirror = Mirror.open(
                new SourceName("shop"),
                Remote.of(server.url("acme/shop"), "main"),
                temp.resolve("mirror"),
                Clock.systemUTC());
    }

    @AfterEach
    void stop() throws Exception {
        mirror.close();
        server.close();
    }

    @Test
    void nobodyMovesBeforeAllOfTheGroupCan() throws Exception {
        Revision first = push("base", Map.of("apps/a", "1"));
        Decision proved = new Decision.Promote(first);
        found("web", proved, NOTHING);
        found("api", new Decision.Unproved(first), NOTHING);
        found("mail", proved, NOTHING);

        assertThat(groups().decide(target("web"), proved))
                .isEqualTo(new Decision.Grouped(
                        first, "api: " + first.abbreviated() + " is not healthy where it comes from"));
        assertThat(groups().decide(target("mail"), proved)).isEqualTo(proved);

        found("api", new Decision.UpToDate(), NOTHING);
        assertThat(groups().decide(target("web"), proved)).isEqualTo(proved);

        findings.remove(target("api").id());
        assertThat(groups().decide(target("web"), proved).line()).endsWith("api: it cannot be looked at");
    }

    @Test
    void aNameThatIsNoApplicationHoldsTheGroupAndIsTold() throws Exception {
        Revision first = push("base", Map.of("apps/a", "1"));
        Decision proved = new Decision.Promote(first);
        found("web", proved, NOTHING);
        Groups groups = new Groups(
                mirror,
                new SourceSpec(first, List.of(), List.of(), List.of()),
                List.of(target("web"), target("apis")),
                findings);

        assertThat(groups.decide(target("web"), proved).line())
                .endsWith("api is no application of prod; did you mean apis?");
    }

    @Test
    void allOfTheGroupMoveInOneCommit() throws Exception {
        Revision first = overlays(null, null);
        found("web", new Decision.Promote(first), NOTHING);
        found("api", new Decision.Promote(first), NOTHING);

        Promoting proposal = groups().proposal(target("web"), first);

        assertThat(proposal.overlays()).containsOnlyKeys("environments/prod/web.yaml", "environments/prod/api.yaml");
        assertThat(proposal.branch()).isEqualTo("mizzen/promote-group/prod/checkout");
        assertThat(proposal.title())
                .isEqualTo("Promote checkout to prod: web " + first.abbreviated() + ", api " + first.abbreviated());
        assertThat(proposal.message())
                .contains("Mizzen-Promotion: prod/web none.." + first)
                .contains("Mizzen-Promotion: prod/api none.." + first);
        assertThat(proposal.body()).endsWith(proposal.marker() + "\n").contains("## Promote api to prod");
    }

    @Test
    void thoseThatCameByOneCommitGoBackByOne() throws Exception {
        Revision old = overlays(null, null);
        overlays(old, old);
        Revision bad = push("base", Map.of("apps/a", "2"));
        overlays(bad, bad);
        Recourse.Back back = back(bad, old);
        found("web", new Decision.Stopped(bad), back);
        found("api", new Decision.UpToDate(), NOTHING);

        assertThat(groups().recourse(target("web"), back)).isEqualTo(back);
        RollingBack rollback = groups().rollback(target("web"), back);

        assertThat(rollback.overlays().get("environments/prod/web.yaml"))
                .contains("mizzen.dev/revision: \"" + old + "\"", "mizzen.dev/rejected-revisions: \"" + bad + "\"");
        assertThat(rollback.overlays().get("environments/prod/api.yaml"))
                .contains("mizzen.dev/revision: \"" + old + "\"", "mizzen.dev/rolled-back-revision: \"" + bad + "\"")
                .doesNotContain("rejected-revisions");
        assertThat(rollback.branch()).isEqualTo("mizzen/rollback-group/prod/checkout");
        assertThat(rollback.why()).isEqualTo("web: degraded");
    }

    @Test
    void whoCameByAnotherCommitStays() throws Exception {
        Revision old = overlays(null, null);
        overlays(old, old);
        Revision newer = push("base", Map.of("apps/a", "2"));
        overlays(old, newer);
        overlays(newer, newer);
        Recourse.Back back = back(newer, old);
        found("web", new Decision.Stopped(newer), back);
        found("api", new Decision.UpToDate(), NOTHING);

        assertThat(groups().rollback(target("web"), back).overlays()).containsOnlyKeys("environments/prod/web.yaml");
    }

    @Test
    void nothingGoesBackIfOneOfThemCannot() throws Exception {
        Revision old = overlays(null, null);
        overlays(old, null);
        Revision bad = push("base", Map.of("apps/a", "2"));
        overlays(bad, bad);
        Recourse.Back back = back(bad, old);
        found("web", new Decision.Stopped(bad), back);
        found("api", new Decision.UpToDate(), NOTHING);

        assertThat(groups().recourse(target("web"), back))
                .isEqualTo(new Recourse.Stop(
                        bad, back.failure(), "api, which was promoted together with it, had no pin before"));
    }

    @Test
    void bothThatFailAreRejected() throws Exception {
        Revision old = overlays(null, null);
        overlays(old, old);
        Revision bad = push("base", Map.of("apps/a", "2"));
        overlays(bad, bad);
        Recourse.Back back = back(bad, old);
        found("web", new Decision.Stopped(bad), back);
        found("api", new Decision.Stopped(bad), back);

        assertThat(groups().rollback(target("api"), back).overlays().values())
                .hasSize(2)
                .allMatch(overlay -> overlay.contains("mizzen.dev/rejected-revisions: \"" + bad + "\""));
    }

    private static Recourse.Back back(Revision failed, Revision good) {
        return new Recourse.Back(failed, new Trial.Failure("degraded", SINCE), good);
    }

    private void found(String app, Decision decision, Recourse recourse) {
        findings.put(
                target(app).id(),
                new Finding(Optional.of(decision), Optional.empty(), new Trials.Look(recourse, Optional.empty())));
    }

    private Groups groups() throws Exception {
        SourceSpec spec = new SourceSpec(mirror.update().revision(), List.of(), List.of(), List.of());
        return new Groups(mirror, spec, List.of(target("web"), target("api"), target("mail")), Map.copyOf(findings));
    }

    private static Target target(String app) {
        return new Target(
                new DeliveryId(new SourceName("shop"), new EnvironmentName("prod"), new AppName(app)),
                new Environment.Promotion(
                        new EnvironmentName("dev"),
                        Environment.By.PULL_REQUEST,
                        Duration.ofMinutes(10),
                        0,
                        Environment.OnFailure.ROLLBACK,
                        Duration.ofMinutes(15),
                        List.of(new PromotionGroup("checkout", List.of(new AppName("web"), new AppName("api")))),
                        new Position("environment.yaml", 1, 1)));
    }

    /** One commit with the overlays of both; null is no pin. */
    private Revision overlays(@Nullable Revision web, @Nullable Revision api) throws Exception {
        return push(
                "overlays",
                Map.of("environments/prod/web.yaml", overlay(web), "environments/prod/api.yaml", overlay(api)));
    }

    private static String overlay(@Nullable Revision pin) {
        return "kind: Application\n"
                + (pin == null ? "" : "metadata:\n  annotations:\n    mizzen.dev/revision: " + pin + "\n");
    }

    private Revision push(String message, Map<String, String> changed) throws Exception {
        files.putAll(changed);
        repository.commit("main", message, Map.copyOf(files));
        return mirror.update().revision();
    }
}
