package dev.mizzen.daemon.promote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mizzen.daemon.store.Store;
import dev.mizzen.gitsource.forge.CommitStatus;
import dev.mizzen.gitsource.forge.PullRequest;
import dev.mizzen.gitsource.mirror.CommitInfo;
import dev.mizzen.gitsource.mirror.Mirror;
import dev.mizzen.gitsource.mirror.PushRefused;
import dev.mizzen.gitsource.mirror.Remote;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.promote.Recourse;
import dev.mizzen.reconcile.promote.Trial;
import dev.mizzen.reconcile.spec.Environment;
import dev.mizzen.reconcile.spec.SourceSpec;
import dev.mizzen.testkit.git.BareRepository;
import dev.mizzen.testkit.git.GitServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promotions on a real Git server, with pull requests in memory. */
class ActingIT {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final String BRANCH = "mizzen/promote/prod/web";
    private static final String PATH = "environments/prod/web.yaml";
    private static final DeliveryId TARGET =
            new DeliveryId(new SourceName("shop"), new EnvironmentName("prod"), new AppName("web"));

    @TempDir
    Path temp;

    private final RecordedPulls pulls = new RecordedPulls();
    private GitServer server;
    private BareRepository repository;
    private Mirror mirror;
    private Store store;
    private Acting acting;
    private Revision head;

    @BeforeEach
    void start() throws Exception {
        server = GitServer.start(temp.resolve("server"), CLOCK);
        repository = server.repository("acme/shop");
        mirror =
                Mirror.open(TARGET.source(), Remote.of(server.url("acme/shop"), "main"), temp.resolve("mirror"), CLOCK);
        store = Store.open("jdbc:h2:mem:" + temp.getFileName(), Optional.empty(), Optional.empty());
        acting = new Acting(store.events(), CLOCK);
        head = commit("main", "1");
    }

    @AfterEach
    void stop() throws Exception {
        store.close();
        mirror.close();
        server.close();
    }

    @Test
    void oneRequestIsOpenedAndFollowsTheNewestProof() throws Exception {
        promote(head, Environment.By.PULL_REQUEST);
        promote(head, Environment.By.PULL_REQUEST);
        Revision first = head;
        head = commit("main", "2");
        promote(head, Environment.By.PULL_REQUEST);

        assertThat(pulls.all).hasSize(1);
        assertThat(pulls.edits).isEqualTo(1);
        assertThat(pulls.all.getFirst().body()).contains(Proposal.marker(head)).doesNotContain(first.id() + " -->");
        assertThat(overlay(tip()))
                .contains("mizzen.dev/revision: \"" + head + "\"")
                .contains("# stays");
        assertThat(mirror.log(Optional.of(head), tip(), List.of(), 10)).hasSize(1);
        assertThat(store.events().of(TARGET, 10)).hasSize(2);
    }

    @Test
    void onlyCommitsThatChangedTheApplicationAreTold() throws Exception {
        repository.commit(
                "main",
                "words only",
                Map.of("README.md", "new", "apps/web/application.yaml", "1", PATH, "kind: Application # stays\n"));
        head = commit("main", "2");
        promote(head, Environment.By.PULL_REQUEST);

        assertThat(pulls.all.getFirst().body())
                .contains("`base 2 @everyone '`")
                .contains("`base 1 @everyone '`")
                .doesNotContain("words only");
    }

    @Test
    void aRequestThatAPersonClosedStaysClosedUntilAnotherRevision() throws Exception {
        promote(head, Environment.By.PULL_REQUEST);
        pulls.close(pulls.all.getFirst());

        assertThat(promote(head, Environment.By.PULL_REQUEST).line()).contains("ended");
        assertThat(pulls.open("main")).isEmpty();

        head = commit("main", "2");
        promote(head, Environment.By.PULL_REQUEST);
        assertThat(pulls.open("main")).hasSize(1);
    }

    @Test
    void commitsOfOthersOnTheBranchAreNeverLost() throws Exception {
        promote(head, Environment.By.PULL_REQUEST);
        Revision strange = new Revision(repository.commit(BRANCH, "mine", Map.of(PATH, "kind: A\n")));
        head = commit("main", "2");

        assertThatThrownBy(() -> promote(head, Environment.By.PULL_REQUEST)).isInstanceOf(Strange.class);
        acting.withdraw(new Repository(mirror, Optional.of(pulls)), head, target());

        assertThat(tip()).isEqualTo(strange);
    }

    @Test
    void whatIsNotNeededAnyMoreIsClosedAndItsBranchGoes() throws Exception {
        promote(head, Environment.By.PULL_REQUEST);
        acting.withdraw(new Repository(mirror, Optional.of(pulls)), head, target());

        assertThat(pulls.all).extracting(PullRequest::state).containsExactly(PullRequest.State.CLOSED);
        assertThat(mirror.branches(BRANCH)).isEmpty();
    }

    @Test
    void withoutAForgeThereIsTheBranchAlone() throws Exception {
        Acting.Done done =
                acting.promote(new Repository(mirror, Optional.empty()), proposal(head, Environment.By.PULL_REQUEST));

        assertThat(done.line()).contains("branch " + BRANCH);
        assertThat(overlay(tip())).contains(head.id());
    }

    @Test
    void aCommitGoesOnlyOntoTheHeadThatWasRead() throws Exception {
        Proposal proposal = proposal(head, Environment.By.COMMIT);
        commit("main", "2");

        assertThatThrownBy(() -> acting.promote(new Repository(mirror, Optional.of(pulls)), proposal))
                .isInstanceOf(PushRefused.class);

        head = mirror.update().revision();
        assertThat(promote(head, Environment.By.COMMIT).moved()).isTrue();
        List<CommitInfo> made = mirror.log(Optional.of(head), mirror.update().revision(), List.of(), 10);
        assertThat(made).extracting(CommitInfo::subject).containsExactly("Promote web to prod: " + head.abbreviated());
        assertThat(pulls.all).isEmpty();
    }

    @Test
    void aPinGoesBackByHandAndItsBranchGoesOnceThePinIsAnotherOne() throws Exception {
        Revision good = head;
        Revision failed = commit("main", "2");
        head = pin(failed);
        Repository to = new Repository(mirror, Optional.of(pulls));

        acting.rollBack(to, Environment.By.PULL_REQUEST, back(good));

        String branch = "mizzen/rollback-by-hand/prod/web";
        Revision tip = Objects.requireNonNull(mirror.branches(branch).get(branch));
        assertThat(overlay(tip))
                .contains("mizzen.dev/revision: \"" + good + "\"")
                .contains("mizzen.dev/rejected-revisions: \"" + failed + "\"")
                .contains("# stays");
        assertThat(pulls.all.getFirst().title()).isEqualTo("Roll back web in prod to " + good.abbreviated());
        assertThat(pulls.all.getFirst().body()).contains("asked for by alice").contains("`base 2 @everyone '`");

        Rollbacks rollbacks = new Rollbacks(acting, (source, status) -> {}, CLOCK);
        rollbacks.act(round(to, target()), target(), new Recourse.Nothing(), Optional.of(failed));
        assertThat(mirror.branches(branch)).isNotEmpty();

        head = pin(good);
        rollbacks.act(round(to, target()), target(), new Recourse.Nothing(), Optional.of(good));
        assertThat(mirror.branches(branch)).isEmpty();
        assertThat(pulls.all).extracting(PullRequest::state).containsExactly(PullRequest.State.CLOSED);
    }

    @Test
    void whatFailedGoesBackByACommitAndIsMarked() throws Exception {
        Revision good = head;
        Revision failed = commit("main", "2");
        head = pin(failed);
        List<CommitStatus> marks = new ArrayList<>();
        Rollbacks rollbacks = new Rollbacks(acting, (source, status) -> marks.add(status), CLOCK);
        Recourse back = new Recourse.Back(failed, new Trial.Failure("degraded", CLOCK.instant()), good);
        Targets.Target target = new Targets.Target(TARGET, promotion(Environment.By.COMMIT));

        Optional<Acting.Done> done = rollbacks.act(
                round(new Repository(mirror, Optional.empty()), target), target, back, Optional.of(failed));

        assertThat(done.map(Acting.Done::moved)).contains(true);
        assertThat(overlay(mirror.update().revision())).contains("mizzen.dev/revision: \"" + good + "\"");
        assertThat(marks).singleElement().satisfies(mark -> {
            assertThat(mark.revision()).isEqualTo(failed);
            assertThat(mark.context()).isEqualTo("mizzen/promotion/prod/web");
            assertThat(mark.description()).contains("degraded");
        });
    }

    private Rollback back(Revision good) throws Exception {
        return Rollbacks.rollback(
                mirror, spec(), TARGET, Rollback.Kind.BY_HAND, good, "asked for by alice", CLOCK.instant());
    }

    private Round round(Repository repository, Targets.Target target) {
        return new Round(repository, new Groups(mirror, spec(), List.of(target), Map.of()));
    }

    private SourceSpec spec() {
        return new SourceSpec(head, List.of(), List.of(), List.of());
    }

    private Revision pin(Revision to) throws Exception {
        repository.commit(
                "main",
                "pin",
                Map.of(
                        "apps/web/application.yaml",
                        "2",
                        PATH,
                        "kind: Application # stays\nmetadata:\n  annotations:\n    mizzen.dev/revision: " + to + "\n"));
        return mirror.update().revision();
    }

    private Acting.Done promote(Revision candidate, Environment.By by) throws Exception {
        return acting.promote(new Repository(mirror, Optional.of(pulls)), proposal(candidate, by));
    }

    private Proposal proposal(Revision candidate, Environment.By by) throws Exception {
        Targets.Target target = new Targets.Target(TARGET, promotion(by));
        return Targets.proposal(mirror, head, target, candidate, List.of("apps/web"));
    }

    private static Targets.Target target() {
        return new Targets.Target(TARGET, promotion(Environment.By.PULL_REQUEST));
    }

    private static Environment.Promotion promotion(Environment.By by) {
        return new Environment.Promotion(
                new EnvironmentName("dev"),
                by,
                Duration.ofMinutes(10),
                1,
                Environment.OnFailure.STOP,
                Duration.ofMinutes(15),
                List.of(),
                new Position("environment.yaml", 1, 1));
    }

    private Revision commit(String branch, String base) throws Exception {
        repository.commit(
                branch,
                "base " + base + " @everyone `",
                Map.of("apps/web/application.yaml", base, PATH, "kind: Application # stays\n"));
        return mirror.update().revision();
    }

    private Revision tip() throws Exception {
        return Objects.requireNonNull(mirror.branches(BRANCH).get(BRANCH));
    }

    private String overlay(Revision at) throws Exception {
        return new String(PromotionBranch.overlay(mirror.at(at), PATH).orElseThrow(), UTF_8);
    }
}
