package dev.mizzen.daemon;

import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.config.Config.ForgeAccess;
import dev.mizzen.daemon.config.SecretMissing;
import dev.mizzen.daemon.config.SecretRef;
import dev.mizzen.gitsource.Secret;
import dev.mizzen.gitsource.forge.Access;
import dev.mizzen.gitsource.forge.Forge;
import dev.mizzen.gitsource.forge.GitHub;
import dev.mizzen.gitsource.forge.GitHubApp;
import dev.mizzen.gitsource.forge.GitLab;
import dev.mizzen.gitsource.forge.GitNotes;
import dev.mizzen.gitsource.forge.Gitea;
import dev.mizzen.gitsource.mirror.Mirror;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.Map;

/** The forge that a source's configuration means. */
final class Forges {
    private final Config.Forge config;
    private final Map<String, String> environment;
    private final HttpClient http;
    private final Clock clock;
    private final Mirror mirror;

    private Forges(Config.Forge config, Map<String, String> environment, HttpClient http, Clock clock, Mirror mirror) {
        this.config = config;
        this.environment = environment;
        this.http = http;
        this.clock = clock;
        this.mirror = mirror;
    }

    /**
     * The forge.
     *
     * @param mirror of the source, through which a Git server without a forge is told
     * @throws SecretMissing if a secret is not where the configuration says
     * @throws IllegalArgumentException if the repository has no name of the forge's form
     */
    static Forge of(Config.Forge config, Map<String, String> environment, HttpClient http, Clock clock, Mirror mirror)
            throws SecretMissing {
        return new Forges(config, environment, http, clock, mirror).forge();
    }

    private Forge forge() throws SecretMissing {
        return switch (config.kind()) {
            case GITHUB -> gitHub();
            case GITLAB -> new GitLab(config.api(), config.repository(), access("PRIVATE-TOKEN", ""), http, clock);
            case GITEA, FORGEJO ->
                new Gitea(config.api(), config.repository(), access("Authorization", "token "), http, clock);
            case GIT -> new GitNotes(mirror);
            case BITBUCKET, BITBUCKET_SERVER, AZURE_DEVOPS ->
                throw new IllegalArgumentException(config.kind().text() + " takes no statuses yet");
        };
    }

    private Forge gitHub() throws SecretMissing {
        return switch (config.access()) {
            case ForgeAccess.Token token ->
                new GitHub(config.api(), config.repository(), Access.bearer(secret(token.token())), http, clock);
            case ForgeAccess.App app ->
                new GitHub(
                        config.api(),
                        config.repository(),
                        new GitHubApp(config.api(), config.repository(), app(app), http, clock),
                        http,
                        clock);
            case ForgeAccess.Login login -> throw new IllegalArgumentException("GitHub takes a token, no password");
            case ForgeAccess.OfSource source -> throw none();
        };
    }

    private Access access(String header, String prefix) throws SecretMissing {
        return switch (config.access()) {
            case ForgeAccess.Token token -> Access.header(header, prefix, secret(token.token()));
            case ForgeAccess.Login login -> Access.basic(login.username(), secret(login.password()));
            case ForgeAccess.App app -> throw new IllegalArgumentException("an App is GitHub's");
            case ForgeAccess.OfSource source -> throw none();
        };
    }

    /** Its key is read when a token is fetched; one that is not there now is known before anything is told. */
    private GitHubApp.App app(ForgeAccess.App app) throws SecretMissing {
        secret(app.privateKey());
        return new GitHubApp.App(app.id(), app.installation(), () -> {
            try {
                return secret(app.privateKey());
            } catch (SecretMissing e) {
                throw new IOException(e.getMessage(), e);
            }
        });
    }

    private IllegalArgumentException none() {
        return new IllegalArgumentException(config.kind().text() + " takes a token, not the credentials of the source");
    }

    private Secret secret(SecretRef place) throws SecretMissing {
        return Secret.of(place.read(environment));
    }
}
