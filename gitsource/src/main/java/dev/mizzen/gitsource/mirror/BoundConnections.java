package dev.mizzen.gitsource.mirror;

import java.io.IOException;
import java.net.Proxy;
import java.net.URL;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;

/** HTTP connections that carry credentials to one origin only, trust the remote's certificates, and keep to the budget. */
final class BoundConnections implements HttpConnectionFactory {
    private final HttpConnectionFactory connections = new JDKHttpConnectionFactory();
    private final Origin origin;
    private final Optional<String> certificates;
    private final Answer answer;
    private final Budget budget;

    BoundConnections(Origin origin, Optional<String> certificates, Answer answer, Budget budget) {
        this.origin = origin;
        this.certificates = certificates;
        this.answer = answer;
        this.budget = budget;
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        return bound(url, connections.create(url));
    }

    @Override
    public HttpConnection create(URL url, Proxy proxy) throws IOException {
        return bound(url, connections.create(url, proxy));
    }

    private HttpConnection bound(URL url, HttpConnection connection) throws IOException {
        if (certificates.isPresent() && url.getProtocol().equals("https")) {
            try {
                connection.configure(null, new TrustManager[] {ExtraTrust.of(certificates.get())}, null);
            } catch (GeneralSecurityException e) {
                throw new IOException("the certificates of the source cannot be used", e);
            }
        }
        return new BoundConnection(connection, Origin.of(url).equals(origin), answer, budget);
    }
}
