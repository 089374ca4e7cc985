package dev.mizzen.daemon.config;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.ClusterName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads an item of {@code sources}. */
final class SourceReader {
    /** {@code https://host/owner/name.git}, {@code ssh://git@host/owner/name}, {@code git@host:owner/name.git} */
    private static final Pattern OWNER_AND_NAME = Pattern.compile(".*[:/]([^/:]+)/([^/]+?)(\\.git)?/?");

    private static final Pattern REPOSITORY = Pattern.compile("([A-Za-z0-9][A-Za-z0-9-]*)/([A-Za-z0-9._-]+)");
    private static final Pattern PASSWORD_IN_URL = Pattern.compile("https?://[^/@]*@.*|[a-z+]+://[^/@:]*:[^/@]*@.*");
    private static final int MOST_KEYS = 100;
    private static final Duration LEAST_POLL = Duration.ofSeconds(1);
    private static final int MOST_STATUSES_PER_MINUTE = 6_000;
    private static final Duration MOST_POLL = Duration.ofDays(1);

    private final References references;

    SourceReader(References references) {
        this.references = references;
    }

    Optional<Config.Source> read(Fields item) {
        Optional<SourceName> name = item.parsed(item.required("name"), "name", SourceName::new);
        Optional<String> url = item.parsed(item.required("url"), "url", SourceReader::url);
        String branch = item.text("branch").orElse("main");
        String path =
                item.parsed(item.text("path"), "path", SourceReader::folder).orElse("");
        Duration poll = item.parsed(item.text("poll"), "poll", text -> Durations.parse(text, LEAST_POLL, MOST_POLL))
                .orElse(Config.DEFAULT_POLL);
        Config.Credentials credentials =
                item.fields("credentials").map(this::credentials).orElseGet(Config.Credentials.None::new);
        Optional<SecretRef> webhook = item.fields("webhook").flatMap(hook -> {
            Optional<SecretRef> secret = references.requiredSecret(hook, "secret");
            hook.end();
            return secret;
        });
        Optional<Config.Forge> forge = item.fields("forge").flatMap(fields -> forge(fields, url.orElse("")));
        Config.Secrets secrets = item.fields("secrets").map(this::secrets).orElse(Config.Secrets.NONE);
        List<Config.Copied> copies = item.items("copies").stream()
                .flatMap(right -> copied(right).stream())
                .toList();
        Set<SourceName> uses = ArtifactsReader.names(item, "uses");
        item.end();
        return name.flatMap(n -> url.map(
                u -> new Config.Source(n, u, branch, path, poll, credentials, webhook, forge, secrets, uses, copies)));
    }

    private static Optional<Config.Copied> copied(Fields fields) {
        Optional<ClusterName> cluster = fields.parsed(fields.required("cluster"), "cluster", ClusterName::new);
        List<String> namespaces = fields.listed("namespaces");
        List<String> kinds = fields.listed("kinds");
        fields.end();
        return cluster.map(name -> new Config.Copied(name, namespaces, kinds));
    }

    private static String url(String text) {
        if (PASSWORD_IN_URL.matcher(text).matches()) {
            throw new IllegalArgumentException("a user or password does not belong here: use \"credentials\"");
        }
        if (!text.matches("(https?|ssh|file)://.+|[^/@\\s]+@[^/:\\s]+:.+")) {
            throw new IllegalArgumentException("expected https://…, ssh://…, user@host:path or file://…");
        }
        return text;
    }

    private static String folder(String text) {
        String folder = text.replaceAll("^(\\./)+|/+$", "");
        if (folder.startsWith("/") || ("/" + folder + "/").contains("/../")) {
            throw new IllegalArgumentException("a folder inside the repository, without .. and leading /");
        }
        return folder.equals(".") ? "" : folder;
    }

    private Config.Secrets secrets(Fields fields) {
        List<SecretRef> age = references.secrets(fields, "age");
        if (age.size() > MOST_KEYS) {
            fields.problem("age", "\"age\" has more than " + MOST_KEYS + " items");
        }
        Config.Secrets read = new Config.Secrets(age, references.path(fields, "keyService"));
        fields.end();
        return read;
    }

    private Config.Credentials credentials(Fields fields) {
        Config.Credentials read = new Config.Credentials.None();
        if (fields.has("sshKey")) {
            Optional<Path> key = references.path(fields, "sshKey");
            read = new Config.Credentials.SshKey(
                    key.orElse(Path.of("/")),
                    references.path(fields, "knownHosts"),
                    references.secret(fields, "passphrase"));
        } else {
            String username = fields.text("username").orElse("git");
            read = references
                    .requiredSecret(fields, "password")
                    .<Config.Credentials>map(password -> new Config.Credentials.Password(username, password))
                    .orElse(read);
        }
        fields.end();
        return read;
    }

    private Optional<Config.Forge> forge(Fields fields, String url) {
        String kind = fields.text("kind").orElse("github");
        if (!kind.equals("github")) {
            fields.problem("kind", "\"kind\" is github, the only forge so far");
        }
        URI api = fields.parsed(fields.text("api"), "api", Uris::http).orElse(URI.create("https://api.github.com"));
        Optional<SecretRef> token = references.requiredSecret(fields, "token");
        Optional<Matcher> names = fields.text("repository")
                .map(REPOSITORY::matcher)
                .or(() -> Optional.of(OWNER_AND_NAME.matcher(url)))
                .filter(Matcher::matches);
        if (names.isEmpty()) {
            fields.problem("repository", "\"repository\" is <owner>/<name>; it cannot be told from the source's url");
        }
        int pace = fields.whole("statusesPerMinute", 1, MOST_STATUSES_PER_MINUTE)
                .orElse(Config.Forge.DEFAULT_STATUSES_PER_MINUTE);
        boolean comments = !fields.has("comments") || fields.flag("comments");
        fields.end();
        return names.flatMap(n -> token.map(t -> new Config.Forge(api, n.group(1), n.group(2), t, pace, comments)));
    }
}
