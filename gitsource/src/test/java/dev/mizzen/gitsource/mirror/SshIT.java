package dev.mizzen.gitsource.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mizzen.gitsource.Secret;
import dev.mizzen.gitsource.mirror.SourceRejected.Reason;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.testkit.git.GitServer;
import dev.mizzen.testkit.git.SshGitServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SshIT {
    @TempDir
    Path temp;

    private GitServer repositories;
    private SshGitServer ssh;
    private String head;

    @BeforeEach
    void start() throws Exception {
        repositories = GitServer.start(temp.resolve("server"), Clock.systemUTC());
        head = repositories.repository("acme/shop").commit("main", "one", Map.of("a", "1"));
        ssh = SshGitServer.start(repositories);
    }

    @AfterEach
    void stop() throws IOException {
        ssh.close();
        repositories.close();
    }

    private String updated(String repository, byte[] key, @Nullable String passphrase, String knownHosts)
            throws Exception {
        Credentials.SshKey credentials = new Credentials.SshKey(
                Secret.of(key), Optional.ofNullable(passphrase).map(Secret::of));
        Remote remote = new Remote(
                ssh.url(repository),
                "main",
                "",
                credentials,
                Optional.of(knownHosts),
                Optional.empty(),
                Submodules.REFUSE,
                Limits.DEFAULT);
        try (Mirror mirror = Mirror.open(new SourceName("shop"), remote, temp.resolve("mirror"), Clock.systemUTC())) {
            return mirror.update().revision().id();
        }
    }

    private void rejected(Reason reason, String says, String repository, byte[] key, String knownHosts) {
        assertThatThrownBy(() -> updated(repository, key, null, knownHosts))
                .isInstanceOfSatisfying(
                        SourceRejected.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(says);
    }

    @Test
    void aKnownHostIsRead() throws Exception {
        assertThat(updated("acme/shop", ssh.newClientKey(null), null, ssh.knownHosts()))
                .isEqualTo(head);
    }

    @Test
    void anEncryptedKeyIsOpenedWithItsPassphrase() throws Exception {
        byte[] key = ssh.newClientKey("open sesame");

        assertThat(updated("acme/shop", key, "open sesame", ssh.knownHosts())).isEqualTo(head);
        assertThatThrownBy(() -> updated("acme/shop", key, "wrong", ssh.knownHosts()))
                .isInstanceOf(SourceRejected.class)
                .hasMessageContaining("the ssh key of the source cannot be read");
    }

    @Test
    void aHostWithAnotherKeyIsRefused() throws Exception {
        String others = ssh.knownHosts(SshGitServer.newKey().getPublic());

        rejected(Reason.HOST_KEY, "not the one in the known hosts", "acme/shop", ssh.newClientKey(null), others);
    }

    @Test
    void aHostThatIsNotKnownIsNotTrustedAtFirstUseNorAtTheSecond() throws Exception {
        byte[] key = ssh.newClientKey(null);

        rejected(Reason.HOST_KEY, "the known hosts of the source have none", "acme/shop", key, "");
        rejected(Reason.HOST_KEY, "the known hosts of the source have none", "acme/shop", key, "");
    }

    @Test
    void aRevokedHostKeyIsRefused() throws Exception {
        String revoked = ssh.knownHosts() + "@revoked " + ssh.knownHosts();

        rejected(Reason.HOST_KEY, "revoke", "acme/shop", ssh.newClientKey(null), revoked);
    }

    @Test
    void aLineOfTheKnownHostsThatCannotBeReadTrustsNothing() throws Exception {
        String broken = ssh.knownHosts().replaceFirst("AAAA", "====");

        rejected(
                Reason.HOST_KEY,
                "the known hosts of the source have none",
                "acme/shop",
                ssh.newClientKey(null),
                broken);
    }

    @Test
    void aKeyThatTheServerDoesNotTakeIsRejected() throws Exception {
        byte[] stranger = SshGitServer.openSsh(SshGitServer.newKey(), null);

        rejected(Reason.AUTHENTICATION, "refuses the ssh key", "acme/shop", stranger, ssh.knownHosts());
    }

    @Test
    void aRepositoryThatIsNotThereIsRejected() throws Exception {
        rejected(Reason.NO_SUCH_REPOSITORY, "no such", "acme/none", ssh.newClientKey(null), ssh.knownHosts());
    }

    @Test
    void aServerThatIsDownIsUnavailable() throws Exception {
        byte[] key = ssh.newClientKey(null);
        String knownHosts = ssh.knownHosts();
        ssh.close();

        assertThatThrownBy(() -> updated("acme/shop", key, null, knownHosts)).isInstanceOf(SourceUnavailable.class);
    }
}
