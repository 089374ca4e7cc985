package dev.mizzen.testkit.proxy;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.SocketFactory;

/** The real server: where it is, and who speaks to it. */
record Upstream(URI server, SocketFactory sockets, Optional<String> token) {
    /** An API server, with the credentials of a kubeconfig. */
    static Upstream of(Path kubeconfig) throws IOException {
        Config config = Config.fromKubeconfig(kubeconfig.toFile());
        try {
            return new Upstream(
                    URI.create(config.getMasterUrl()),
                    SSLUtils.sslContext(config).getSocketFactory(),
                    Optional.ofNullable(config.getOauthToken())
                            .or(() -> Optional.ofNullable(config.getAutoOAuthToken())));
        } catch (GeneralSecurityException e) {
            throw new IOException("the credentials of " + kubeconfig + " cannot be used", e);
        }
    }

    /** A server of plain HTTP, whose clients bring their own credentials. */
    static Upstream plain(URI server) {
        return new Upstream(server, SocketFactory.getDefault(), Optional.empty());
    }

    Socket connect() throws IOException {
        Socket socket = sockets.createSocket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** The head as the server is to see it: from us, and as {@code user} if one is named. */
    HttpMessage addressed(HttpMessage request, Optional<String> user) {
        HttpMessage plain = request.without("Upgrade")
                .without("HTTP2-Settings")
                .without("Connection")
                .with("Host", server.getHost() + ":" + server.getPort());
        HttpMessage known =
                token.map(t -> plain.with("Authorization", "Bearer " + t)).orElse(plain);
        return user.map(name -> known.with("Impersonate-User", name)).orElse(known);
    }
}
