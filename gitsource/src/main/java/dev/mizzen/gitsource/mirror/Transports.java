package dev.mizzen.gitsource.mirror;

import java.io.IOException;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;

/** Opens connections to one remote, with its credentials and limits. */
final class Transports {
    private final Remote remote;

    Transports(Remote remote) {
        this.remote = remote;
    }

    Transport open(MirrorRepository repository, Answer answer) throws IOException {
        Transport transport = Transport.open(repository, remote.uri());
        transport.setTimeout(Math.toIntExact(remote.limits().silence().toSeconds()));
        transport.setTagOpt(TagOpt.NO_TAGS);
        transport.setRemoveDeletedRefs(false);
        if (transport instanceof TransportHttp http) {
            Origin origin = Origin.of(remote.uri());
            http.setHttpConnectionFactory(new BoundConnections(origin, remote.certificates(), answer));
            transport.setCredentialsProvider(new BoundCredentials(origin, remote.credentials()));
        }
        return transport;
    }
}
