package dev.mizzen.gitsource.mirror;

import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.URIish;

/**
 * A repository and branch to follow, and how to reach it.
 *
 * @param url {@code https://}, {@code http://}, {@code ssh://}, {@code file://} or {@code user@host:path}; without a password
 * @param branch short name, as {@code main}
 * @param path the directory that is the snapshot's root; {@code ""} for all of the repository
 * @param knownHosts lines of an OpenSSH {@code known_hosts} file; needed for ssh
 * @param certificates PEM certificates to trust for https beside the platform's own
 */
public record Remote(
        String url,
        String branch,
        String path,
        Credentials credentials,
        Optional<String> knownHosts,
        Optional<String> certificates,
        Submodules submodules,
        Limits limits) {
    private static final Set<String> SCHEMES = Set.of("https", "http", "ssh", "file");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if they do not fit together; the message says which
     */
    public Remote {
        URIish uri = parse(url);
        if (uri.getPass() != null || (uri.getUser() != null && !scheme(uri).equals("ssh"))) {
            throw new IllegalArgumentException("the url of a source holds no user or password: use credentials");
        }
        if (!Repository.isValidRefName(Constants.R_HEADS + branch)) {
            throw new IllegalArgumentException("\"" + branch + "\" is no branch name");
        }
        if (path.startsWith("/") || path.endsWith("/") || (path + "/").contains("../")) {
            throw new IllegalArgumentException("path \"" + path + "\" is not inside the repository");
        }
        check(scheme(uri), uri, credentials, knownHosts);
    }

    /** All of {@code branch}, without credentials and with the default limits. */
    public static Remote of(String url, String branch) {
        return new Remote(
                url,
                branch,
                "",
                new Credentials.None(),
                Optional.empty(),
                Optional.empty(),
                Submodules.REFUSE,
                Limits.DEFAULT);
    }

    public Remote withPath(String newPath) {
        return new Remote(url, branch, newPath, credentials, knownHosts, certificates, submodules, limits);
    }

    public Remote withCredentials(Credentials newCredentials) {
        return new Remote(url, branch, path, newCredentials, knownHosts, certificates, submodules, limits);
    }

    /** The same over ssh: {@code lines} are those of an OpenSSH {@code known_hosts} file. */
    public Remote withSsh(Credentials.SshKey key, String lines) {
        return new Remote(url, branch, path, key, Optional.of(lines), certificates, submodules, limits);
    }

    /** The same, trusting the PEM certificates {@code pem} beside the platform's own. */
    public Remote withCertificates(String pem) {
        return new Remote(url, branch, path, credentials, knownHosts, Optional.of(pem), submodules, limits);
    }

    public Remote withSubmodules(Submodules newSubmodules) {
        return new Remote(url, branch, path, credentials, knownHosts, certificates, newSubmodules, limits);
    }

    public Remote withLimits(Limits newLimits) {
        return new Remote(url, branch, path, credentials, knownHosts, certificates, submodules, newLimits);
    }

    URIish uri() {
        return parse(url);
    }

    boolean isSsh() {
        return scheme(uri()).equals("ssh");
    }

    String ref() {
        return Constants.R_HEADS + branch;
    }

    private static URIish parse(String url) {
        try {
            return new URIish(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the url of the source cannot be read", e);
        }
    }

    private static String scheme(URIish uri) {
        if (uri.getScheme() == null) {
            return uri.getHost() == null ? "" : "ssh";
        }
        return uri.getScheme().toLowerCase(Locale.ROOT);
    }

    private static void check(String scheme, URIish uri, Credentials credentials, Optional<String> knownHosts) {
        if (!SCHEMES.contains(scheme)) {
            throw new IllegalArgumentException("the url of a source begins with https://, ssh://, file:// or http://");
        }
        if (scheme.equals("ssh") && knownHosts.isEmpty()) {
            throw new IllegalArgumentException("ssh needs known hosts: the lines that ssh-keyscan " + uri.getHost()
                    + " prints, checked against what the host publishes");
        }
        boolean fits = switch (credentials) {
            case Credentials.None none -> !scheme.equals("ssh");
            case Credentials.SshKey key -> scheme.equals("ssh");
            case Credentials.Basic basic -> scheme.startsWith("http");
            case Credentials.Token token -> scheme.startsWith("http");
        };
        if (!fits) {
            throw new IllegalArgumentException(
                    scheme.equals("ssh") ? "ssh needs a private key" : "these credentials do not go with " + scheme);
        }
        if (scheme.equals("http") && !(credentials instanceof Credentials.None) && !LOOPBACK.contains(uri.getHost())) {
            throw new IllegalArgumentException("credentials are not sent over plain http://: use https://");
        }
    }

    @Override
    public String toString() {
        return url + " " + branch;
    }
}
