package dev.mizzen.daemon.config;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a repository's forge is, told from the URL that it is cloned from.
 *
 * @param api as {@code https://gitlab.example.com/api/v4}; empty where the URL has no web host
 * @param repository as the forge's API names it; empty where the URL has not as many names as it needs
 */
record ForgeAddress(Optional<URI> api, Optional<String> repository) {
    private static final Pattern HTTP = Pattern.compile("(https?://[^/]+)/(.+?)(?:\\.git)?/*");
    private static final Pattern SSH =
            Pattern.compile("(?:ssh://)?(?:[^@/]+@)?([^:/]+)(?::\\d+/|[:/])/*(.+?)(?:\\.git)?/*");
    private static final Pattern AZURE = Pattern.compile("(?:(.+)/)?([^/]+)/_git/([^/]+)");
    private static final Pattern AZURE_SSH = Pattern.compile("v3/([^/]+)/([^/]+)/([^/]+)");
    private static final Pattern TWO = Pattern.compile("(?:.*/)?([^/]+/[^/]+)");

    static ForgeAddress of(ForgeKind kind, String url) {
        Matcher http = HTTP.matcher(url);
        if (http.matches()) {
            return of(kind, http.group(1), http.group(2));
        }
        Matcher ssh = SSH.matcher(url);
        return !url.startsWith("file:") && ssh.matches()
                ? of(kind, "https://" + ssh.group(1), ssh.group(2))
                : new ForgeAddress(Optional.empty(), two(url.replaceFirst("(\\.git)?/*$", "")));
    }

    private static ForgeAddress of(ForgeKind kind, String host, String path) {
        return switch (kind) {
            case GITHUB -> new ForgeAddress(Optional.of(URI.create("https://api.github.com")), two(path));
            case GITLAB ->
                new ForgeAddress(uri(host + "/api/v4"), Optional.of(path).filter(p -> p.contains("/")));
            case GITEA, FORGEJO -> new ForgeAddress(uri(host + "/api/v1"), two(path));
            case BITBUCKET -> new ForgeAddress(Optional.of(URI.create("https://api.bitbucket.org/2.0")), two(path));
            case BITBUCKET_SERVER -> server(host, path);
            case AZURE_DEVOPS -> azure(host, path);
            case GIT -> new ForgeAddress(uri(host), Optional.of(path));
        };
    }

    /** Over HTTP, {@code scm} stands between where it is served and the names. */
    private static ForgeAddress server(String host, String path) {
        int scm = ("/" + path).indexOf("/scm/");
        return new ForgeAddress(uri(host + (scm < 0 ? "" : ("/" + path).substring(0, scm)) + "/rest"), two(path));
    }

    private static ForgeAddress azure(String host, String path) {
        Matcher ssh = AZURE_SSH.matcher(path);
        if (ssh.matches()) {
            return new ForgeAddress(
                    uri("https://dev.azure.com/" + ssh.group(1)), Optional.of(ssh.group(2) + "/" + ssh.group(3)));
        }
        Matcher git = AZURE.matcher(path);
        return git.matches()
                ? new ForgeAddress(
                        uri(git.group(1) == null ? host : host + "/" + git.group(1)),
                        Optional.of(git.group(2) + "/" + git.group(3)))
                : new ForgeAddress(Optional.empty(), Optional.empty());
    }

    private static Optional<String> two(String path) {
        Matcher names = TWO.matcher(path);
        return names.matches() ? Optional.of(names.group(1)) : Optional.empty();
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(Uris.http(text));
        } catch (IllegalArgumentException noHost) {
            return Optional.empty();
        }
    }
}
