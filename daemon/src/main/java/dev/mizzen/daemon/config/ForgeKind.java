package dev.mizzen.daemon.config;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The forges whose events are known. */
public enum ForgeKind {
    GITHUB,
    GITLAB,
    GITEA,
    FORGEJO,
    BITBUCKET,
    BITBUCKET_SERVER,
    AZURE_DEVOPS,
    /** A Git server without a forge. */
    GIT;

    /** The kind that is written {@code name}, as {@code bitbucket-server}. */
    public static Optional<ForgeKind> of(String name) {
        return Stream.of(values()).filter(kind -> kind.text().equals(name)).findFirst();
    }

    /** Whether it can be told the state of commits. */
    public boolean takesStatuses() {
        return switch (this) {
            case GITHUB, GITLAB, GITEA, FORGEJO, GIT -> true;
            case BITBUCKET, BITBUCKET_SERVER, AZURE_DEVOPS -> false;
        };
    }

    /** As it is written in {@code mizzen.yaml} and in the address of its hook. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
