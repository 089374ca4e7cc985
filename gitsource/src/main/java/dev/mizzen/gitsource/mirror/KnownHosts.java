package dev.mizzen.gitsource.mirror;

import java.io.IOException;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;

/**
 * The keys that one host may show. Nothing is ever learnt: a key that is not listed is refused.
 *
 * @see <a href="https://man.openbsd.org/sshd#SSH_KNOWN_HOSTS_FILE_FORMAT">known_hosts</a>
 */
final class KnownHosts implements ServerKeyDatabase {
    private static final int STANDARD_PORT = 22;
    private static final String REVOKED = "revoked";

    private final String host;
    private final List<PublicKey> trusted = new ArrayList<>();
    private final List<PublicKey> revoked = new ArrayList<>();
    private final Answer answer;

    private KnownHosts(String host, Answer answer) {
        this.host = host;
        this.answer = answer;
    }

    /**
     * The keys of {@code uri}'s host among {@code lines}.
     *
     * @throws IOException if a line cannot be read
     */
    static KnownHosts of(String lines, URIish uri, Answer answer) throws IOException {
        int port = uri.getPort() > 0 ? uri.getPort() : STANDARD_PORT;
        KnownHosts hosts = new KnownHosts(uri.getHost(), answer);
        try {
            for (KnownHostEntry entry : KnownHostEntry.readKnownHostEntries(new StringReader(lines), true)) {
                if (entry.isHostMatch(uri.getHost(), port)) {
                    hosts.add(entry);
                }
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            answer.showedHostKey("a line of the known hosts of the source cannot be read: " + e.getMessage());
            throw new IOException("the known hosts cannot be read", e);
        }
        return hosts;
    }

    private void add(KnownHostEntry entry) throws IOException, GeneralSecurityException {
        PublicKey key = entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
        String marker = entry.getMarker() == null ? "" : entry.getMarker();
        if (key != null && marker.isEmpty()) {
            trusted.add(key);
        } else if (key != null && marker.equals(REVOKED)) {
            revoked.add(key);
        }
    }

    @Override
    public List<PublicKey> lookup(String connectAddress, InetSocketAddress remote, Configuration configuration) {
        return List.copyOf(trusted);
    }

    @Override
    public boolean accept(
            String connectAddress,
            InetSocketAddress remote,
            PublicKey key,
            Configuration configuration,
            CredentialsProvider provider) {
        boolean accepted = isIn(trusted, key) && !isIn(revoked, key);
        if (!accepted) {
            answer.showedHostKey("the host " + host + " shows the key " + KeyUtils.getKeyType(key) + " "
                    + KeyUtils.getFingerPrint(key) + ", " + why(key)
                    + "; it is not trusted until a person has checked it and put it there");
        }
        return accepted;
    }

    private String why(PublicKey key) {
        if (isIn(revoked, key)) {
            return "which the known hosts of the source revoke";
        }
        return trusted.isEmpty()
                ? "and the known hosts of the source have none for it"
                : "which is not the one in the known hosts of the source";
    }

    private static boolean isIn(List<PublicKey> keys, PublicKey key) {
        return keys.stream().anyMatch(known -> KeyUtils.compareKeys(known, key));
    }
}
