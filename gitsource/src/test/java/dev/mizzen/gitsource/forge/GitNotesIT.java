package dev.mizzen.gitsource.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mizzen.gitsource.forge.CommitStatus.State;
import dev.mizzen.gitsource.mirror.Mirror;
import dev.mizzen.gitsource.mirror.Remote;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.testkit.git.BareRepository;
import dev.mizzen.testkit.git.Fault;
import dev.mizzen.testkit.git.GitServer;
import dev.mizzen.testkit.git.Push;
import dev.mizzen.testkit.git.RealGit;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real Git server, and read by the git command. */
class GitNotesIT {
    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    Path temp;

    private final List<Push> pushes = new ArrayList<>();
    private GitServer server;
    private BareRepository repository;
    private Revision head;
    private Mirror mirror;
    private Forge forge;

    @BeforeEach
    void start() throws Exception {
        server = GitServer.start(temp.resolve("server"), CLOCK);
        repository = server.repository("acme/shop");
        head = new Revision(repository.commit("main", "one", Map.of("a", "1")));
        mirror = Mirror.open(
                new SourceName("shop"), Remote.of(server.url("acme/shop"), "main"), temp.resolve("mirror"), CLOCK);
        mirror.update();
        forge = new GitNotes(mirror);
        server.onPush(pushes::add);
    }

    @AfterEach
    void stop() throws IOException {
        mirror.close();
        server.close();
    }

    private CommitStatus status(String context, State state, String description) {
        return new CommitStatus(head, context, state, description, Optional.empty());
    }

    private RealGit git() throws IOException {
        return RealGit.in(repository.directory());
    }

    private String note() throws Exception {
        return git().run("notes", "--ref=mizzen", "show", head.id());
    }

    @Test
    void gitLogShowsALineForEachContextSortedAndTheNewestState() throws Exception {
        forge.publish(status("mizzen/prod/web", State.PENDING, "rolling out"));
        forge.publish(status("mizzen", State.PENDING, ""));
        forge.publish(new CommitStatus(
                head,
                "mizzen/prod/web",
                State.SUCCESS,
                "healthy\u001b[31m:\n all of 3",
                Optional.of(URI.create("https://mizzen.example.com/"))));

        assertThat(note()).isEqualTo("""
                mizzen pending
                mizzen/prod/web success <https://mizzen.example.com/>: healthy [31m: all of 3
                """);
        assertThat(git().run("log", "--notes=mizzen", "-1", head.id()))
                .contains("Notes (mizzen):\n    mizzen pending\n");
        assertThat(forge.statuses(head))
                .containsExactly(
                        status("mizzen", State.PENDING, ""),
                        new CommitStatus(
                                head,
                                "mizzen/prod/web",
                                State.SUCCESS,
                                "healthy [31m: all of 3",
                                Optional.of(URI.create("https://mizzen.example.com/"))));
        assertThat(forge.statuses(new Revision("0".repeat(39) + "1"))).isEmpty();
    }

    @Test
    void manyAtOnceAreOnePushOfThisRefAloneAndTheSameAgainIsNone() throws Exception {
        String second = repository.commit("main", "two", Map.of("a", "2"));
        List<CommitStatus> many = List.of(
                status("mizzen", State.SUCCESS, "all"),
                status("mizzen/dev/web", State.SUCCESS, "healthy"),
                new CommitStatus(new Revision(second), "mizzen", State.PENDING, "seen", Optional.empty()));

        forge.publish(many);
        forge.publish(many);

        assertThat(pushes).extracting(Push::ref).containsExactly("refs/notes/mizzen");
        assertThat(git().run("notes", "--ref=mizzen", "show", second)).isEqualTo("mizzen pending: seen\n");
        assertThat(repository.head("main")).contains(second);
    }

    @Test
    void whatOthersWroteMeanwhileStays() throws Exception {
        forge.publish(status("mizzen", State.PENDING, ""));
        String other = repository.commit("main", "two", Map.of("a", "2"));
        git().run("notes", "--ref=mizzen", "append", "-m", "reviewed by Ada", head.id());
        git().run("notes", "--ref=mizzen", "add", "-m", "mine", other);

        forge.publish(status("mizzen", State.SUCCESS, ""));

        assertThat(note()).startsWith("mizzen success\n").contains("reviewed by Ada");
        assertThat(git().run("notes", "--ref=mizzen", "show", other)).isEqualTo("mine\n");
    }

    /** Somebody pushes between the look and the push, as often as {@code times}. */
    private AtomicInteger disturb(int times) {
        AtomicInteger left = new AtomicInteger(times);
        server.onRequest(request -> {
            if (request.line().contains("git-receive-pack")
                    && request.line().startsWith("POST")
                    && left.getAndDecrement() > 0) {
                try {
                    git().run("notes", "--ref=mizzen", "append", "-m", "quicker " + left.get(), head.id());
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        return left;
    }

    @Test
    void aRaceIsRunAgainAndLosesNothing() throws Exception {
        forge.publish(status("mizzen", State.PENDING, ""));
        disturb(2);

        forge.publish(status("mizzen", State.SUCCESS, ""));

        assertThat(note()).startsWith("mizzen success\n").contains("quicker 1", "quicker 0");
    }

    @Test
    void whoIsAlwaysQuickerIsNotRacedForEver() throws Exception {
        forge.publish(status("mizzen", State.PENDING, ""));
        AtomicInteger left = disturb(100);

        assertThatThrownBy(() -> forge.publish(status("mizzen", State.SUCCESS, "")))
                .isInstanceOf(ForgeUnavailable.class)
                .hasMessageContaining("refs/notes/mizzen is no longer where it was expected");
        assertThat(left).hasValue(95);
    }

    @Test
    void aServerThatDeclinesIsRejectedInItsWordsAndOneThatIsAwayIsUnavailable() {
        server.protectRef("acme/shop", "refs/notes/mizzen", "notes are not for robots");
        assertThatThrownBy(() -> forge.publish(status("mizzen", State.SUCCESS, "")))
                .isInstanceOf(ForgeRejected.class)
                .hasMessageContaining("declines refs/notes/mizzen")
                .hasMessageContaining("notes are not for robots");
        server.fail(new Fault.Status(503));
        assertThatThrownBy(() -> forge.publish(status("mizzen", State.SUCCESS, "")))
                .isInstanceOf(ForgeUnavailable.class);
    }

    @Test
    void whatIsNoNoteIsRejected() throws Exception {
        git().run(
                        "update-ref",
                        "refs/notes/mizzen",
                        git().run("rev-parse", "main^{tree}").strip());
        assertThatThrownBy(() -> forge.publish(status("mizzen", State.SUCCESS, "")))
                .isInstanceOf(ForgeRejected.class)
                .hasMessageContaining("is no commit with notes");
    }

    @Test
    void aNoteIsBounded() throws Exception {
        Path huge = Files.writeString(temp.resolve("huge"), "x".repeat(2 << 20));
        git().run("notes", "--ref=mizzen", "add", "-F", huge.toString(), head.id());
        assertThatThrownBy(() -> forge.publish(status("mizzen", State.SUCCESS, "")))
                .isInstanceOf(ForgeRejected.class)
                .hasMessageContaining("larger than the limit of 1 MiB");
    }
}
