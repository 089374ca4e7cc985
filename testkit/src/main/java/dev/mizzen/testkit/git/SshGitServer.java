package dev.mizzen.testkit.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.jspecify.annotations.Nullable;

/** The repositories of a {@link GitServer}, served over ssh on the loopback address to keys that it gave out. */
public final class SshGitServer implements AutoCloseable {
    private final SshServer ssh;
    private final KeyPair hostKey;
    private final List<PublicKey> clients = new CopyOnWriteArrayList<>();

    private SshGitServer(SshServer ssh, KeyPair hostKey) {
        this.ssh = ssh;
        this.hostKey = hostKey;
    }

    /** Starts a server on a free port with a new ed25519 host key. */
    public static SshGitServer start(GitServer repositories) throws IOException, GeneralSecurityException {
        KeyPair hostKey = newKey();
        SshServer ssh = SshServer.setUpDefaultServer();
        ssh.setHost("127.0.0.1");
        ssh.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        ssh.setCommandFactory((channel, command) -> new SshCommand(command, repositories));
        SshGitServer server = new SshGitServer(ssh, hostKey);
        ssh.setPublickeyAuthenticator((user, key, session) -> server.isClient(key));
        ssh.start();
        return server;
    }

    /** Where {@code repository} is cloned from. */
    public String url(String repository) {
        return "ssh://git@127.0.0.1:" + ssh.getPort() + "/" + repository + ".git";
    }

    /** The line for {@code known_hosts} that this server's key needs. */
    public String knownHosts() {
        return knownHosts(hostKey.getPublic());
    }

    /** The line for {@code known_hosts} that {@code key} would need here. */
    public String knownHosts(PublicKey key) {
        return "[127.0.0.1]:" + ssh.getPort() + " " + PublicKeyEntry.toString(key) + "\n";
    }

    /**
     * Makes a client key that may read and write.
     *
     * @param passphrase to encrypt it with, or null
     * @return in OpenSSH's form
     */
    public byte[] newClientKey(@Nullable String passphrase) throws IOException, GeneralSecurityException {
        KeyPair pair = newKey();
        clients.add(pair.getPublic());
        return openSsh(pair, passphrase);
    }

    /** A new ed25519 key. */
    public static KeyPair newKey() throws GeneralSecurityException {
        return KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
    }

    /** {@code pair} in OpenSSH's form, encrypted if there is a passphrase. */
    public static byte[] openSsh(KeyPair pair, @Nullable String passphrase)
            throws IOException, GeneralSecurityException {
        OpenSSHKeyEncryptionContext encryption = null;
        if (passphrase != null) {
            encryption = new OpenSSHKeyEncryptionContext();
            encryption.setCipherType("256");
            encryption.setPassword(passphrase);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "mizzen test", encryption, out);
        return out.toByteArray();
    }

    private boolean isClient(PublicKey key) {
        return clients.stream().anyMatch(client -> KeyUtils.compareKeys(client, key));
    }

    @Override
    public void close() throws IOException {
        ssh.stop(true);
    }
}
