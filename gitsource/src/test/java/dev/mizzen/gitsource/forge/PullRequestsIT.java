package dev.mizzen.gitsource.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mizzen.gitsource.Secret;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.testkit.forge.ForgeFixture;
import dev.mizzen.testkit.forge.Outage;
import dev.mizzen.testkit.forge.Pull;
import dev.mizzen.testkit.forge.Vendor;
import dev.mizzen.testkit.git.BareRepository;
import dev.mizzen.testkit.git.GitServer;
import dev.mizzen.testkit.git.RealGit;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** One contract for the pull requests of all forges. */
@ParameterizedClass
@EnumSource
class PullRequestsIT {
    private static final String SHOP = "acme/shop";
    private static final String HEAD = "mizzen/promote/prod/web";

    @TempDir
    Path temp;

    private final Vendor vendor;
    private GitServer server;
    private BareRepository repository;
    private ForgeFixture fixture;
    private HttpClient http;
    private PullRequests pulls;

    PullRequestsIT(Vendor vendor) {
        this.vendor = vendor;
    }

    @BeforeEach
    void start() throws IOException {
        server = GitServer.start(temp, Clock.systemUTC());
        repository = server.repository(SHOP);
        repository.commit("main", "one", Map.of("a", "1"));
        branch(HEAD, "2");
        fixture = ForgeFixture.start(vendor, Clock.systemUTC());
        fixture.requireToken("t0ken");
        fixture.follow(server);
        http = HttpClient.newHttpClient();
        pulls = forge().pullRequests().orElseThrow();
    }

    private Forge forge() {
        Secret token = Secret.of("t0ken");
        Clock clock = Clock.systemUTC();
        return switch (vendor) {
            case GITHUB -> new GitHub(fixture.api(), SHOP, Access.bearer(token), http, clock);
            case GITLAB -> new GitLab(fixture.api(), SHOP, Access.header("PRIVATE-TOKEN", "", token), http, clock);
            case GITEA -> new Gitea(fixture.api(), SHOP, Access.header("Authorization", "token ", token), http, clock);
        };
    }

    @AfterEach
    void stop() {
        assertThat(fixture.violations()).isEmpty();
        fixture.close();
        http.close();
        server.close();
    }

    private String branch(String name, String content) throws IOException {
        repository.move(name, repository.head("main").orElseThrow());
        return repository.commit(name, content, Map.of("a", "1", "b", content));
    }

    private PullRequest opened() throws Exception {
        return pulls.open(new PullRequest.Draft(HEAD, "main", "Promote web to prod", "It is **proved**."));
    }

    @Test
    void onePullRequestIsOpenedChangedAndClosed() throws Exception {
        PullRequest opened = opened();

        assertThat(opened.number()).isEqualTo("1");
        assertThat(opened.foreign()).isFalse();
        assertThat(opened.tip().id()).isEqualTo(repository.head(HEAD).orElseThrow());
        assertThat(pulls.open("main")).containsExactly(opened);
        assertThat(pulls.open("other")).isEmpty();
        assertThatThrownBy(this::opened)
                .isInstanceOf(ForgeRejected.class)
                .hasMessageMatching(".*HTTP 4(22|09).* already exists .*");

        pulls.edit(opened, "Other title", "Other body");
        assertThat(pulls.from(HEAD, "main")).singleElement().satisfies(one -> {
            assertThat(one.title()).isEqualTo("Other title");
            assertThat(one.body()).isEqualTo("Other body");
        });
        pulls.close(opened);
        assertThat(pulls.open("main")).isEmpty();
        assertThat(pulls.from(HEAD, "main").getFirst().state()).isEqualTo(PullRequest.State.CLOSED);
        assertThat(pulls.from("mizzen/promote/prod/we", "main")).isEmpty();
    }

    @Test
    void aMergedOneSaysByWhichCommitItReachedItsBase() throws Exception {
        opened();
        Pull merged = fixture.merge(SHOP, 1, "alice");

        PullRequest found = pulls.from(HEAD, "main").getFirst();
        assertThat(found.state()).isEqualTo(PullRequest.State.MERGED);
        assertThat(found.merged()).contains(new Revision(merged.merged().orElseThrow()));
        assertThat(repository.head("main")).isEqualTo(merged.merged());
    }

    @Test
    void aMergeByGitIsAMergeToo() throws Exception {
        opened();
        RealGit git = RealGit.in(temp.resolve("work"));
        git.run("clone", "--quiet", server.url(SHOP), ".");
        git.run("merge", "--quiet", "--no-ff", "-m", "by hand", "origin/" + HEAD);
        git.run("push", "--quiet", "origin", "main");

        await().untilAsserted(() ->
                assertThat(pulls.from(HEAD, "main").getFirst().state()).isEqualTo(PullRequest.State.MERGED));
    }

    @Test
    void anApprovalCountsOnceForEachPersonWhoMayWriteAndOnlyForTheNewestCommit() throws Exception {
        PullRequest opened = opened();
        fixture.approve(SHOP, 1, "alice");
        fixture.approve(SHOP, 1, "alice");
        fixture.review(SHOP, 1, "bob", "APPROVED", "MEMBER");
        fixture.review(SHOP, 1, "bob", "COMMENTED", "MEMBER");
        fixture.review(SHOP, 1, "stranger", "APPROVED", "NONE");
        assertThat(pulls.approvals(opened)).isEqualTo(2);

        // GitLab has no such verdict: an approval is taken back there.
        fixture.review(SHOP, 1, "bob", "CHANGES_REQUESTED", "MEMBER");
        assertThat(pulls.approvals(opened)).isEqualTo(1);
        fixture.review(SHOP, 1, "alice", "DISMISSED", "COLLABORATOR");
        assertThat(pulls.approvals(opened)).isZero();

        fixture.approve(SHOP, 1, "carol");
        assertThat(pulls.approvals(opened)).isEqualTo(1);
        RealGit git = RealGit.in(temp.resolve("work"));
        git.run("clone", "--quiet", "--branch", HEAD, server.url(SHOP), ".");
        git.run("commit", "--quiet", "--allow-empty", "-m", "more");
        git.run("push", "--quiet", "origin", HEAD);
        await().untilAsserted(
                        () -> assertThat(pulls.open("main").getFirst().tip()).isNotEqualTo(opened.tip()));
        assertThat(pulls.approvals(pulls.open("main").getFirst())).isZero();
    }

    @Test
    void onlyOurOwnCommentsAreOursAndCanBeChangedInPlace() throws Exception {
        PullRequest opened = opened();
        fixture.comment(SHOP, 1, "alice", "Hm.");
        pulls.comment(opened, "The difference: none.");
        for (int i = 0; i < 110; i++) {
            fixture.comment(SHOP, 1, "bob", "And " + i);
        }

        assertThat(pulls.comments(opened)).hasSize(112);
        PullRequest.Comment ours = pulls.comments(opened).stream()
                .filter(PullRequest.Comment::ours)
                .findFirst()
                .orElseThrow();
        pulls.edit(opened, ours, "The difference: one.");

        assertThat(pulls.comments(opened))
                .filteredOn(PullRequest.Comment::ours)
                .extracting(PullRequest.Comment::text)
                .containsExactly("The difference: one.");
    }

    @Test
    void oneFromAForkIsForeignEvenIfItsBranchHasOurName() throws Exception {
        BareRepository fork = server.repository("stranger/shop");
        fork.commit("main", "one", Map.of("a", "1"));
        String tip = fork.commit(HEAD, "theirs", Map.of("a", "evil"));
        fixture.openFromFork(SHOP, "stranger/shop", HEAD, "main", "Please");

        assertThat(pulls.open("main")).singleElement().satisfies(one -> {
            assertThat(one.foreign()).isTrue();
            assertThat(one.tip().id()).isEqualTo(tip);
        });
        assertThat(pulls.from(HEAD, "main")).isEmpty();
        String ref = pulls.ref(pulls.open("main").getFirst());
        assertThat(repository.jgit().exactRef(ref).getObjectId().name()).isEqualTo(tip);
    }

    @Test
    void whatLooksLikeACommandToTheForgeIsTextAndIsReadBackAsItWasWritten() throws Exception {
        String text = "It is proved.\n/merge\n  /close\n/approve";
        PullRequest opened = pulls.open(new PullRequest.Draft(HEAD, "main", "/close", text));
        pulls.comment(opened, text);
        pulls.edit(opened, "/merge", text);
        pulls.edit(opened, pulls.comments(opened).getFirst(), text);

        assertThat(pulls.open("main"))
                .singleElement()
                .satisfies(one -> assertThat(one.body()).isEqualTo(text));
        assertThat(pulls.comments(opened))
                .singleElement()
                .satisfies(comment -> assertThat(comment.text()).isEqualTo(text));
    }

    @Test
    void ofManyNoneIsMissedAndNoMoreAreReadThanPromised() throws Exception {
        PullRequest ours = opened();
        for (int i = 0; i < 130; i++) {
            branch("feature-" + i, "f" + i);
            fixture.open(SHOP, "feature-" + i, "main", "Feature " + i);
        }

        assertThat(pulls.open("main")).hasSize(131).first().isEqualTo(ours);
        assertThat(pulls.from(HEAD, "main")).containsExactly(ours);
        for (int i = 0; i < 301; i++) {
            fixture.comment(SHOP, 1, "bob", "And " + i);
        }
        assertThat(pulls.comments(ours)).hasSizeBetween(290, PullRequests.MOST);
    }

    @Test
    void whatPassesByIsUnavailableAndSaysWhenToComeBack() throws Exception {
        fixture.fail(new Outage.SecondaryRateLimited(Duration.ofSeconds(7)));
        assertThatThrownBy(this::opened)
                .isInstanceOfSatisfying(
                        ForgeUnavailable.class, e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(7)));
        fixture.fail(new Outage.ServerError(502));
        assertThatThrownBy(() -> pulls.open("main")).isInstanceOf(ForgeUnavailable.class);
        fixture.fail(new Outage.ServerError(404));
        assertThatThrownBy(() -> pulls.open("main")).isInstanceOf(ForgeRejected.class);
    }
}
