package dev.mizzen.gitsource.mirror;

import java.net.URL;
import java.util.Locale;
import org.eclipse.jgit.transport.URIish;

/** Scheme, host and port: where a credential may go. */
record Origin(String scheme, String host, int port) {
    static Origin of(URIish uri) {
        return of(uri.getScheme(), uri.getHost(), uri.getPort());
    }

    static Origin of(URL url) {
        return of(url.getProtocol(), url.getHost(), url.getPort());
    }

    private static Origin of(String scheme, String host, int port) {
        String lower = scheme.toLowerCase(Locale.ROOT);
        int standard = lower.equals("https") ? 443 : 80;
        return new Origin(lower, host.toLowerCase(Locale.ROOT), port < 0 ? standard : port);
    }
}
