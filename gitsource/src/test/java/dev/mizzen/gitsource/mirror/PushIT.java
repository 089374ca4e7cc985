package dev.mizzen.gitsource.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mizzen.gitsource.Secret;
import dev.mizzen.gitsource.mirror.SourceRejected.Reason;
import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.testkit.git.BareRepository;
import dev.mizzen.testkit.git.GitServer;
import dev.mizzen.testkit.git.SshGitServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushIT {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final String BRANCH = "mizzen/promote/prod/web";

    @TempDir
    Path temp;

    private GitServer server;
    private BareRepository repository;
    private Mirror mirror;
    private Revision head;

    @BeforeEach
    void start() throws Exception {
        server = GitServer.start(temp.resolve("server"), CLOCK);
        repository = server.repository("acme/shop");
        head = new Revision(repository.commit("main", "one", Map.of("conf/a", "1", "conf/b", "1", "c", "1")));
        mirror = open(Remote.of(server.url("acme/shop"), "main"));
        mirror.update();
    }

    @AfterEach
    void stop() throws IOException {
        mirror.close();
        server.close();
    }

    private Mirror open(Remote remote) throws IOException {
        return Mirror.open(new SourceName("shop"), remote, temp.resolve("mirror"), CLOCK);
    }

    private static Map<String, Optional<byte[]>> write(String path, String content) {
        return Map.of(path, Optional.of(content.getBytes(UTF_8)));
    }

    private static String text(Snapshot snapshot, String path) throws Exception {
        return new String(snapshot.read((Entry.File) snapshot.entry(path).orElseThrow(), 1000), UTF_8);
    }

    private void refused(PushRefused.Reason reason, String says, ThrowingCallable push) {
        assertThatThrownBy(push)
                .isInstanceOfSatisfying(
                        PushRefused.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(says);
    }

    @Test
    void aCommitIsMadeHereAndReachesTheRemoteByAPush() throws Exception {
        Revision made = mirror.commit(
                head, Map.of("conf/a", Optional.of("2".getBytes(UTF_8)), "c", Optional.empty()), "Two\n\nBecause.");
        assertThat(repository.head(BRANCH)).isEmpty();

        mirror.push(BRANCH, Optional.empty(), made);
        mirror.push(BRANCH, Optional.empty(), made);

        assertThat(repository.head(BRANCH)).contains(made.id());
        assertThat(text(mirror.at(made), "conf/a")).isEqualTo("2");
        assertThat(mirror.changedPaths(head, made)).containsExactly("c", "conf/a");
        assertThat(mirror.reachable(made)).isFalse();
        assertThat(mirror.log(Optional.of(head), made, List.of(), 10))
                .singleElement()
                .satisfies(info -> {
                    assertThat(info.author()).isEqualTo("Mizzen");
                    assertThat(info.subject()).isEqualTo("Two");
                    assertThat(info.parents()).containsExactly(head);
                });
    }

    @Test
    void pathsOfACommitAreRelativeToTheSourcesPath() throws Exception {
        mirror.close();
        mirror = open(mirror.remote().withPath("conf"));
        mirror.update();

        Revision made = mirror.commit(head, write("sub/d", "4"), "four");
        mirror.push(BRANCH, Optional.empty(), made);

        assertThat(mirror.changedPaths(head, made)).containsExactly("sub/d");
        assertThat(mirror.log(Optional.empty(), made, List.of("sub"), 10)).hasSize(1);
        assertThat(mirror.log(Optional.empty(), made, List.of(), 10)).hasSize(2);
    }

    @Test
    void aBranchThatSomebodyMovedStaysWhereItIs() throws Exception {
        Revision made = mirror.commit(head, write("c", "2"), "two");
        mirror.push(BRANCH, Optional.empty(), made);
        String others = repository.commit(BRANCH, "by hand", Map.of("c", "3"));

        Revision rebuilt = mirror.commit(head, write("c", "4"), "four");

        refused(
                PushRefused.Reason.CHANGED,
                "no longer where it was expected",
                () -> mirror.push(BRANCH, Optional.of(made), rebuilt));
        refused(PushRefused.Reason.CHANGED, "", () -> mirror.push(BRANCH, Optional.empty(), rebuilt));
        refused(PushRefused.Reason.CHANGED, "", () -> mirror.delete(BRANCH, made));
        assertThat(repository.head(BRANCH)).contains(others);

        mirror.push(BRANCH, Optional.of(new Revision(others)), rebuilt);
        assertThat(repository.head(BRANCH)).contains(rebuilt.id());
        mirror.delete(BRANCH, rebuilt);
        mirror.delete(BRANCH, rebuilt);
        assertThat(repository.head(BRANCH)).isEmpty();
    }

    @Test
    void aBranchMovedWhileThePushIsUnderWayStaysWhereItIs() throws Exception {
        Revision made = mirror.commit(head, write("c", "2"), "two");
        String[] others = {""};
        server.onRequest(request -> {
            if (request.line().startsWith("POST") && request.line().endsWith("git-receive-pack")) {
                try {
                    others[0] = repository.commit("main", "faster", Map.of("c", "3"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });

        refused(PushRefused.Reason.CHANGED, "main", () -> mirror.push("main", Optional.of(head), made));

        assertThat(repository.head("main")).contains(others[0]);
    }

    @Test
    void whatTheServerDeclinesIsSaidInItsWords() throws Exception {
        Revision made = mirror.commit(head, write("c", "2"), "two");
        server.protect(
                "acme/shop", "main", "GH006: Protected branch update failed for refs/heads/main.\n\u0007Ask Ada.");

        refused(
                PushRefused.Reason.DECLINED,
                "the server declines branch main: GH006: Protected branch update failed for refs/heads/main. Ask Ada.",
                () -> mirror.push("main", Optional.of(head), made));
        assertThat(repository.head("main")).contains(head.id());
        mirror.push(BRANCH, Optional.empty(), made);
    }

    @Test
    void credentialsThatMayNotPushAreRejected() throws Exception {
        Revision made = mirror.commit(head, write("c", "2"), "two");
        server.requireLogin("ada", "secret");

        assertThatThrownBy(() -> mirror.push(BRANCH, Optional.empty(), made))
                .isInstanceOfSatisfying(
                        SourceRejected.class, e -> assertThat(e.reason()).isEqualTo(Reason.AUTHENTICATION))
                .hasMessageContaining("the source has none")
                .hasMessageContaining("need the right to write");
        mirror.close();
        mirror = open(mirror.remote().withCredentials(new Credentials.Basic("ada", Secret.of("secret"))));
        mirror.push(BRANCH, Optional.empty(), made);
        assertThat(repository.head(BRANCH)).contains(made.id());
    }

    @Test
    void aPushGoesOverSshAndToAFileUrl() throws Exception {
        Revision made = mirror.commit(head, write("c", "2"), "two");
        mirror.close();
        mirror = open(Remote.of("file://" + repository.directory(), "main"));
        mirror.update();
        mirror.push("by-file", Optional.empty(), made);
        mirror.close();
        try (SshGitServer ssh = SshGitServer.start(server)) {
            Credentials.SshKey key = new Credentials.SshKey(Secret.of(ssh.newClientKey(null)), Optional.empty());
            mirror = open(new Remote(
                    ssh.url("acme/shop"),
                    "main",
                    "",
                    key,
                    Optional.of(ssh.knownHosts()),
                    Optional.empty(),
                    Submodules.REFUSE,
                    Limits.DEFAULT));
            mirror.update();
            mirror.push("by-ssh", Optional.empty(), made);
        }

        assertThat(repository.head("by-file")).contains(made.id());
        assertThat(repository.head("by-ssh")).contains(made.id());
    }

    @Test
    void otherRefsAreFetchedAndAreNoPartOfTheBranch() throws Exception {
        Revision one = new Revision(repository.commit("mizzen/x", "x", Map.of("a", "x")));
        Revision two = new Revision(repository.commit("mizzen/x-y", "y", Map.of("a", "y")));
        repository.commit("other", "z", Map.of("a", "z"));

        assertThat(mirror.branches("mizzen/"))
                .containsExactly(Map.entry("mizzen/x", one), Map.entry("mizzen/x-y", two));
        assertThat(text(mirror.at(two), "a")).isEqualTo("y");
        assertThat(text(mirror.fetch("refs/heads/other"), "a")).isEqualTo("z");
        assertThat(mirror.reachable(one)).isFalse();
        assertThat(mirror.head().orElseThrow().revision()).isEqualTo(head);
        assertThatThrownBy(() -> mirror.fetch("refs/pull/7/head"))
                .isInstanceOf(SourceRejected.class)
                .hasMessageEndingWith("there is no refs/pull/7/head");
    }

    @Test
    void nothingIsWrittenThroughALinkNorOverADirectoryNorIntoGitsOwn() throws Exception {
        Revision linked = new Revision(repository.commit(
                "main", "link", Map.of("d/f", "1", "l", "d"), Map.of("l", BareRepository.Special.LINK)));
        mirror.update();

        for (String path : List.of("l", "l/f", "d", "d/f/g")) {
            assertThatThrownBy(() -> mirror.commit(linked, write(path, "2"), "no"))
                    .isInstanceOf(SourceRejected.class)
                    .hasMessageContaining(path + " cannot be written");
        }
        for (String path : List.of("", "/a", "a/../b", ".git/config", "a//b")) {
            assertThatThrownBy(() -> mirror.commit(linked, write(path, "2"), "no"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aLogTellsNewestFirstWhatChangedThePathsAndNoMore() throws Exception {
        repository.commit("main", "two\n\nmore", Map.of("conf/a", "2", "conf/b", "1", "c", "1"));
        repository.commit("main", "three", Map.of("conf/a", "2", "conf/b", "3", "c", "1"));
        Revision last = new Revision(repository.commit("main", "four", Map.of("conf/a", "2", "conf/b", "3", "c", "4")));
        mirror.update();

        assertThat(mirror.log(Optional.of(head), last, List.of(), 10))
                .extracting(CommitInfo::subject)
                .containsExactly("four", "three", "two");
        assertThat(mirror.log(Optional.of(head), last, List.of("conf"), 10))
                .extracting(CommitInfo::subject)
                .containsExactly("three", "two");
        assertThat(mirror.log(Optional.empty(), last, List.of(), 2)).hasSize(2);
        assertThat(mirror.log(Optional.of(last), head, List.of(), 2)).isEmpty();
    }
}
