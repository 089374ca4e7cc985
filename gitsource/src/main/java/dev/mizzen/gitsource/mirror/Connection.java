package dev.mizzen.gitsource.mirror;

import java.io.IOException;
import java.util.List;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RefSpec.WildcardMode;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.jspecify.annotations.Nullable;

/** One connection to a remote, with its credentials and time-outs, for one update. */
final class Connection implements AutoCloseable {
    private final Transport transport;
    private final @Nullable SshdSessionFactory ssh;

    private Connection(Transport transport, @Nullable SshdSessionFactory ssh) {
        this.transport = transport;
        this.ssh = ssh;
    }

    static Connection open(Remote remote, Storage storage, Answer answer, Budget budget) throws IOException {
        @Nullable
        SshdSessionFactory ssh = remote.credentials() instanceof Credentials.SshKey key
                ? SshSessions.of(remote, key, storage.directory(), answer)
                : null;
        Transport transport = Transport.open(storage.repository(), remote.uri());
        transport.setTimeout(Math.toIntExact(remote.limits().silence().toSeconds()));
        transport.setTagOpt(TagOpt.NO_TAGS);
        if (transport instanceof TransportHttp http) {
            Origin origin = Origin.of(remote.uri());
            http.setHttpConnectionFactory(new BoundConnections(origin, remote.certificates(), answer, budget));
            http.setCredentialsProvider(new BoundCredentials(origin, remote.credentials()));
        } else if (transport instanceof SshTransport over && ssh != null) {
            over.setSshSessionFactory(ssh);
        }
        return new Connection(transport, ssh);
    }

    /** Asks for one ref. */
    FetchConnection list(String ref) throws IOException {
        return transport.openFetch(List.of(new RefSpec(ref)));
    }

    /** Asks for the refs that begin with {@code prefix}; the server may answer with more. */
    FetchConnection listAll(String prefix) throws IOException {
        return transport.openFetch(List.of(new RefSpec(prefix + "*:" + prefix + "*", WildcardMode.ALLOW_MISMATCH)));
    }

    /** Asks the remote to move one ref, and returns what became of that. */
    PushResult push(RemoteRefUpdate update, ProgressMonitor monitor) throws IOException {
        return transport.push(monitor, List.of(update));
    }

    /** Asks for every ref. */
    List<Ref> listAll() throws IOException {
        try (FetchConnection all = transport.openFetch()) {
            return List.copyOf(all.getRefs());
        }
    }

    @Override
    public void close() {
        transport.close();
        if (ssh != null) {
            ssh.close();
        }
    }
}
