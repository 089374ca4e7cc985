package dev.mizzen.gitsource.mirror;

import dev.mizzen.gitsource.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.eclipse.jgit.transport.SshConfigStore;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;

/** Ssh connections that know one key and one host's keys, and nothing of the user who runs this. */
final class SshSessions {
    /** The source's private key cannot be read. */
    static final class UnreadableKey extends IOException {
        private static final long serialVersionUID = 1L;

        /** The cause is left out: its text may quote the key. */
        UnreadableKey() {
            super("the ssh key of the source cannot be read: it must be a private key in OpenSSH's, PEM or PKCS 8 form,"
                    + " with its passphrase if it has one");
        }
    }

    private SshSessions() {}

    /** @param home a directory without ssh configuration */
    static SshdSessionFactory of(Remote remote, Credentials.SshKey key, Path home, Answer answer) throws IOException {
        Iterable<KeyPair> keys = keys(key);
        ServerKeyDatabase hosts = KnownHosts.of(remote.knownHosts().orElse(""), remote.uri(), answer);
        return new SshdSessionFactoryBuilder()
                .setHomeDirectory(home.toFile())
                .setSshDirectory(home.toFile())
                .setPreferredAuthentications("publickey")
                .setConfigStoreFactory((ignoredHome, config, user) -> new NoConfiguration())
                .setDefaultKeysProvider(directory -> keys)
                .setServerKeyDatabase((ignoredHome, directory) -> hosts)
                .build(null);
    }

    private static Iterable<KeyPair> keys(Credentials.SshKey key) throws IOException {
        FilePasswordProvider passphrase =
                key.passphrase().map(Secret::text).map(FilePasswordProvider::of).orElse(FilePasswordProvider.EMPTY);
        try {
            Iterable<KeyPair> pairs = SecurityUtils.loadKeyPairIdentities(
                    null,
                    NamedResource.ofName("key"),
                    new ByteArrayInputStream(key.privateKey().bytes()),
                    passphrase);
            if (pairs == null || !pairs.iterator().hasNext()) {
                throw new UnreadableKey();
            }
            return pairs;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new UnreadableKey();
        }
    }

    /** As if there were no {@code ~/.ssh/config}. */
    private static final class NoConfiguration implements SshConfigStore {
        @Override
        public HostConfig lookup(String host, int port, String user) {
            return EMPTY_CONFIG;
        }

        @Override
        public HostConfig lookupDefault(String host, int port, String user) {
            return EMPTY_CONFIG;
        }
    }
}
