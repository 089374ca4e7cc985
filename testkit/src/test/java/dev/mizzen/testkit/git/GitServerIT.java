package dev.mizzen.testkit.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitServerIT {
    @TempDir
    Path temp;

    private GitServer server;
    private final List<Push> pushes = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void start() throws IOException {
        server = GitServer.start(temp.resolve("server"), Clock.systemUTC());
        server.onPush(pushes::add);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aRealGitClonesInEveryVersionOfTheProtocol(int version) throws Exception {
        String head = server.repository("acme/shop").commit("main", "one", Map.of("a/b.txt", "hello"));
        RealGit git = RealGit.in(temp.resolve("clone"));

        git.run("-c", "protocol.version=" + version, "clone", "--quiet", server.url("acme/shop"), ".");

        assertThat(git.run("rev-parse", "HEAD").strip()).isEqualTo(head);
        assertThat(temp.resolve("clone/a/b.txt")).hasContent("hello");
    }

    @Test
    void aRealGitPushesAndTheListenerIsToldAfterTheBranchMoved() throws Exception {
        BareRepository repository = server.repository("acme/shop");
        String before = repository.commit("main", "one", Map.of("a", "1"));
        RealGit git = RealGit.in(temp.resolve("clone"));
        git.run("clone", "--quiet", server.url("acme/shop"), ".");
        Files.writeString(temp.resolve("clone/a"), "2".repeat(2_000_000));
        git.run("commit", "--quiet", "-am", "two");

        git.run("push", "--quiet", "origin", "main");

        String after = git.run("rev-parse", "HEAD").strip();
        assertThat(pushes).containsExactly(new Push("acme/shop", "refs/heads/main", before, after));
        assertThat(repository.head("main")).contains(after);
    }

    @Test
    void aRealGitClonesAndPushesOverSsh() throws Exception {
        try (SshGitServer ssh = SshGitServer.start(server)) {
            server.repository("acme/shop").commit("main", "one", Map.of("a", "1"));
            Path key = Files.write(temp.resolve("key"), ssh.newClientKey(null));
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
            Path hosts = Files.writeString(temp.resolve("known_hosts"), ssh.knownHosts());
            String command = "core.sshCommand=ssh -F /dev/null -o StrictHostKeyChecking=yes -o UserKnownHostsFile="
                    + hosts + " -i " + key;
            RealGit git = RealGit.in(temp.resolve("clone"));

            git.run("-c", command, "clone", "--quiet", ssh.url("acme/shop"), ".");
            git.run("commit", "--quiet", "--allow-empty", "-m", "two");
            git.run("-c", command, "push", "--quiet", "origin", "main");

            assertThat(pushes).hasSize(1);
        }
    }

    @Test
    void aClosedServerAsksForALogin() {
        server.repository("acme/shop");
        server.requireLogin("ada", "s3cret");

        assertThatThrownBy(() -> RealGit.in(temp).run("ls-remote", server.url("acme/shop")))
                .hasMessageContaining("could not read Username");
    }
}
