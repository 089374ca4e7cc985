package dev.mizzen.daemon.config;

import dev.mizzen.reconcile.model.Nearest;
import dev.mizzen.reconcile.model.Value;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads {@code forge} of a source. */
final class ForgeReader {
    private static final String NAME = "(?!\\.{1,2}(?:/|$))[^/\\p{Cntrl}]+";
    private static final Pattern TWO_NAMES = Pattern.compile(NAME + "/" + NAME);
    private static final Pattern NAMES = Pattern.compile(NAME + "(/" + NAME + ")+");
    private static final Pattern APP = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.]{0,63}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final int MOST_STATUSES_PER_MINUTE = 6_000;

    private final References references;

    ForgeReader(References references) {
        this.references = references;
    }

    Optional<Config.Forge> read(Fields fields, String url) {
        Optional<ForgeKind> kind = kind(fields);
        return kind.filter(k -> k == ForgeKind.GIT).isPresent() ? server(fields, url) : read(fields, url, kind);
    }

    /** A Git server alone: it is spoken to as the source says, and has no pull requests. */
    private static Optional<Config.Forge> server(Fields fields, String url) {
        int pace = pace(fields);
        fields.end();
        ForgeAddress told = ForgeAddress.of(ForgeKind.GIT, url);
        return Optional.of(new Config.Forge(
                ForgeKind.GIT,
                told.api().orElse(URI.create("file:///")),
                told.repository().orElse(url),
                new Config.ForgeAccess.OfSource(),
                pace,
                false));
    }

    private static int pace(Fields fields) {
        return fields.whole("statusesPerMinute", 1, MOST_STATUSES_PER_MINUTE)
                .orElse(Config.Forge.DEFAULT_STATUSES_PER_MINUTE);
    }

    private Optional<Config.Forge> read(Fields fields, String url, Optional<ForgeKind> kind) {
        Optional<Config.ForgeAccess> access = kind.flatMap(k -> access(fields, k));
        int pace = pace(fields);
        boolean comments = !fields.has("comments") || fields.flag("comments");
        Optional<URI> givenApi = fields.parsed(fields.text("api"), "api", Uris::http);
        Optional<String> givenName = fields.text("repository");
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        ForgeAddress told = ForgeAddress.of(kind.get(), url);
        Optional<URI> api = givenApi.or(told::api);
        Optional<String> repository = givenName.or(told::repository).filter(name -> isRepository(kind.get(), name));
        if (api.isEmpty()) {
            fields.problem("api", "\"api\" is missing; it cannot be told from the source's url");
        }
        if (repository.isEmpty()) {
            fields.problem(
                    "repository",
                    "\"repository\" is " + form(kind.get()) + "; it cannot be told from the source's url");
        }
        fields.end();
        return access.flatMap(a ->
                api.flatMap(u -> repository.map(name -> new Config.Forge(kind.get(), u, name, a, pace, comments))));
    }

    private static Optional<ForgeKind> kind(Fields fields) {
        String name = fields.text("kind").orElse("github");
        Optional<ForgeKind> kind = ForgeKind.of(name).filter(ForgeKind::takesStatuses);
        if (kind.isEmpty()) {
            var names = Stream.of(ForgeKind.values())
                    .filter(ForgeKind::takesStatuses)
                    .map(ForgeKind::text)
                    .toList();
            String nearest = Nearest.to(name, names)
                    .map(near -> "; did you mean \"" + near + "\"?")
                    .orElse("");
            fields.problem("kind", "\"kind\" is one of " + String.join(", ", names) + nearest);
        }
        return kind;
    }

    private static boolean isRepository(ForgeKind kind, String name) {
        return (kind == ForgeKind.GITLAB ? NAMES : TWO_NAMES).matcher(name).matches();
    }

    private static String form(ForgeKind kind) {
        return switch (kind) {
            case GITHUB, GITEA, FORGEJO -> "<owner>/<name>";
            case GITLAB -> "<group>/<name>, with all groups above it";
            case BITBUCKET -> "<workspace>/<name>";
            case BITBUCKET_SERVER, AZURE_DEVOPS -> "<project>/<name>";
            case GIT -> "the path at the server";
        };
    }

    private Optional<Config.ForgeAccess> access(Fields fields, ForgeKind kind) {
        if (kind != ForgeKind.GITHUB && fields.has("username")) {
            Optional<String> username = fields.text("username");
            Optional<SecretRef> password = references.requiredSecret(fields, "password");
            return username.flatMap(user -> password.map(p -> new Config.ForgeAccess.Login(user, p)));
        }
        if (kind == ForgeKind.GITHUB && fields.has("app")) {
            return fields.fields("app").flatMap(this::app);
        }
        return references.requiredSecret(fields, "token").map(Config.ForgeAccess.Token::new);
    }

    private Optional<Config.ForgeAccess> app(Fields fields) {
        Optional<String> id = identifier(fields, "id", APP, "the App's ID or client ID");
        Optional<String> installation = identifier(fields, "installation", NUMBER, "the number of an installation");
        Optional<SecretRef> key = references.requiredSecret(fields, "privateKey");
        fields.end();
        return id.flatMap(i -> installation.flatMap(n -> key.map(k -> new Config.ForgeAccess.App(i, n, k))));
    }

    /** Text or a number, whose form {@code form} is. */
    private static Optional<String> identifier(Fields fields, String name, Pattern form, String what) {
        Optional<String> text = fields.value(name).flatMap(value -> switch (value) {
            case Value.Text written -> Optional.of(written.text());
            case Value.Whole written -> Optional.of(written.number().toString());
            case Value.Mapping other -> Optional.empty();
            case Value.Sequence other -> Optional.empty();
            case Value.Decimal other -> Optional.empty();
            case Value.Flag other -> Optional.empty();
            case Value.Nothing other -> Optional.empty();
        });
        Optional<String> fitting = text.filter(one -> form.matcher(one).matches());
        if (fitting.isEmpty()) {
            fields.problem(name, "\"" + name + "\" is " + what);
        }
        return fitting;
    }
}
