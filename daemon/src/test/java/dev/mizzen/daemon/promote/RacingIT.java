package dev.mizzen.daemon.promote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mizzen.daemon.store.Store;
import dev.mizzen.gitsource.Secret;
import dev.mizzen.gitsource.forge.Access;
import dev.mizzen.gitsource.forge.GitHub;
import dev.mizzen.gitsource.forge.PullRequest;
import dev.mizzen.gitsource.forge.PullRequests;
import dev.mizzen.gitsource.mirror.Mirror;
import dev.mizzen.gitsource.mirror.PushRefused;
import dev.mizzen.gitsource.mirror.Remote;
import dev.mizzen.gitsource.mirror.SourceUnavailable;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.spec.Environment;
import dev.mizzen.testkit.forge.ForgeFixture;
import dev.mizzen.testkit.git.BareRepository;
import dev.mizzen.testkit.git.GitServer;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two daemons with a mirror and a store each, on one repository of a real Git server and one forge. */
class RacingIT {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final String SHOP = "acme/shop";
    private static final String BRANCH = "mizzen/promote/prod/web";
    private static final String PATH = "environments/prod/web.yaml";
    private static final DeliveryId TARGET =
            new DeliveryId(new SourceName("shop"), new EnvironmentName("prod"), new AppName("web"));

    @TempDir
    Path temp;

    private GitServer server;
    private BareRepository repository;
    private ForgeFixture fixture;
    private HttpClient http;
    private PullRequests pulls;
    private Daemon one;
    private Daemon two;

    /** What a daemon has of its own. */
    private record Daemon(Mirror mirror, Store store, Acting acting) {
        /** Looks at what the branch is now, and proposes that. */
        Acting.Done promote(PullRequests pulls) throws Exception {
            return promote(pulls, mirror.update().revision());
        }

        Acting.Done promote(PullRequests pulls, Revision head) throws Exception {
            Targets.Target target = new Targets.Target(TARGET, promotion());
            return acting.promote(
                    new Repository(mirror, Optional.of(pulls)),
                    Targets.proposal(mirror, head, target, head, List.of("apps/web")));
        }

        void close() throws Exception {
            store.close();
            mirror.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = GitServer.start(temp.resolve("server"), CLOCK);
        repository = server.repository(SHOP);
        fixture = ForgeFixture.start(CLOCK);
        fixture.follow(server);
        http = HttpClient.newHttpClient();
        pulls = new GitHub(fixture.api(), SHOP, Access.bearer(Secret.of("t")), http, CLOCK)
                .pullRequests()
                .orElseThrow();
        base(0);
        one = daemon("one");
        two = daemon("two");
    }

    @AfterEach
    void stop() throws Exception {
        assertThat(fixture.violations()).isEmpty();
        one.close();
        two.close();
        fixture.close();
        http.close();
        server.close();
    }

    @Test
    void twoDaemonsLeaveOnePullRequestOfOneCommit() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 1; round <= 20; round++) {
                Revision head = base(round);
                CyclicBarrier together = new CyclicBarrier(2);
                List<Future<Acting.Done>> both =
                        List.of(threads.submit(at(together, one)), threads.submit(at(together, two)));
                for (Future<Acting.Done> done : both) {
                    refusedAtMost(done);
                }
                // who was refused looks again, as a daemon does
                assertThat(one.promote(pulls).page())
                        .isEqualTo(two.promote(pulls).page());

                PullRequest open = pulls.open("main").getFirst();
                assertThat(pulls.open("main")).hasSize(1);
                assertThat(pulls.from(BRANCH, "main")).as("never a second one").hasSize(1);
                assertThat(open.body()).contains(Proposal.marker(head));
                assertThat(pinned()).contains(head.id());
                assertThat(one.mirror().log(Optional.of(head), tip(), List.of(), 10))
                        .hasSize(1);
            }
        }
    }

    @Test
    void whoReadLessNeitherOverwritesNorWithdrawsWhatTheOtherProposes() throws Exception {
        Revision old = two.mirror().update().revision();
        Revision head = base(1);
        one.promote(pulls);
        Repository seenByTwo = new Repository(two.mirror(), Optional.of(pulls));

        assertThatThrownBy(() -> two.promote(pulls, old))
                .isInstanceOfSatisfying(
                        PushRefused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(PushRefused.Reason.CHANGED));
        assertThatThrownBy(() -> two.acting().withdraw(seenByTwo, old, new Targets.Target(TARGET, promotion())))
                .isInstanceOf(PushRefused.class);

        assertThat(pulls.open("main")).hasSize(1);
        assertThat(pinned()).contains(head.id());
    }

    @Test
    void afterAForcePushWhatWasProposedBeforeIsStillOurs() throws Exception {
        Revision first = one.mirror().update().revision();
        base(1);
        one.promote(pulls);
        repository.move("main", first.id());
        repository.commit("main", "other", files(2));
        Revision head = one.mirror().update().revision();

        one.promote(pulls, head);

        assertThat(pinned()).contains(head.id());
    }

    @Test
    void whatWasMergedInAnOlderStateIsProposedAgain() throws Exception {
        Revision head = base(1);
        one.promote(pulls);
        PullRequest request = pulls.open("main").getFirst();
        await().until(() -> pulls.open("main").getFirst().tip().equals(tip()));
        fixture.merge(SHOP, Integer.parseInt(request.number()), "alice");
        repository.commit("main", "back", files(1)); // a person reverts it
        Revision after = one.mirror().update().revision();

        Targets.Target target = new Targets.Target(TARGET, promotion());
        Acting.Done done = one.acting()
                .promote(
                        new Repository(one.mirror(), Optional.of(pulls)),
                        Targets.proposal(one.mirror(), after, target, head, List.of("apps/web")));

        assertThat(done.state()).isEqualTo(Standing.State.PROPOSED);
        assertThat(pulls.from(BRANCH, "main"))
                .extracting(PullRequest::state)
                .containsExactly(PullRequest.State.OPEN, PullRequest.State.MERGED);
    }

    private Callable<Acting.Done> at(CyclicBarrier together, Daemon daemon) {
        return () -> {
            Revision head = daemon.mirror().update().revision();
            together.await();
            return daemon.promote(pulls, head);
        };
    }

    private static void refusedAtMost(Future<Acting.Done> done) throws Exception {
        try {
            done.get();
        } catch (ExecutionException e) {
            // The same commit of the same second is the same pack: JGit's server then locks one of the two out.
            boolean again = e.getCause() instanceof SourceUnavailable
                    || (e.getCause() instanceof PushRefused refused && refused.reason() == PushRefused.Reason.CHANGED);
            assertThat(again).as("tried again after %s", e.getCause()).isTrue();
        }
    }

    private Daemon daemon(String name) throws Exception {
        Mirror mirror = Mirror.open(TARGET.source(), Remote.of(server.url(SHOP), "main"), temp.resolve(name), CLOCK);
        Store store = Store.open("jdbc:h2:mem:" + temp.getFileName() + name, Optional.empty(), Optional.empty());
        return new Daemon(mirror, store, new Acting(store.events(), CLOCK));
    }

    private Revision base(int version) throws Exception {
        return new Revision(repository.commit("main", "base " + version, files(version)));
    }

    private static Map<String, String> files(int version) {
        return Map.of("apps/web/application.yaml", String.valueOf(version), PATH, "kind: Application\n");
    }

    private static Environment.Promotion promotion() {
        return new Environment.Promotion(
                new EnvironmentName("dev"),
                Environment.By.PULL_REQUEST,
                Duration.ofMinutes(10),
                0,
                Environment.OnFailure.STOP,
                Duration.ofMinutes(15),
                List.of(),
                new Position("environment.yaml", 1, 1));
    }

    private Revision tip() throws Exception {
        return Objects.requireNonNull(one.mirror().branches(BRANCH).get(BRANCH));
    }

    private String pinned() throws Exception {
        return new String(PromotionBranch.overlay(one.mirror().at(tip()), PATH).orElseThrow(), UTF_8);
    }
}
