package dev.mizzen.reconcile.reach;

import dev.mizzen.gitsource.snapshot.SourceName;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A host that the operator named: it may have a private address.
 *
 * @param name lower case; {@code *.example.com} stands for every host below that domain
 * @param port absent: the port of the scheme, 443 or 80
 * @param login what requests to it carry
 * @param ca certificate authorities in PEM in place of the system's
 * @param plain whether {@code http://} may be spoken with it
 * @param sources whose repositories may use this entry; empty for all
 */
public record Host(
        String name,
        Optional<Integer> port,
        Optional<Login> login,
        Optional<Path> ca,
        boolean plain,
        Set<SourceName> sources) {
    private static final String ANY = "*.";

    public Host {
        name = name.toLowerCase(Locale.ROOT);
        sources = Set.copyOf(sources);
    }

    boolean covers(SourceName source, URI uri) {
        return (sources.isEmpty() || sources.contains(source))
                && port(uri) == port.orElse(standardPort(uri))
                && covers(hostOf(uri));
    }

    private boolean covers(String host) {
        return name.startsWith(ANY) ? host.endsWith(name.substring(1)) : host.equals(name);
    }

    /** Whether it names exactly one host, and that by its address: then also one that only this machine or link knows. */
    boolean isAddress() {
        return name.matches("[0-9.]+") || name.contains(":");
    }

    static String hostOf(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
    }

    static int port(URI uri) {
        return uri.getPort() < 0 ? standardPort(uri) : uri.getPort();
    }

    private static int standardPort(URI uri) {
        return "http".equals(uri.getScheme()) ? 80 : 443;
    }
}
