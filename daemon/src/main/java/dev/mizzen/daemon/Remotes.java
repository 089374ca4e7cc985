package dev.mizzen.daemon;

import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.config.SecretMissing;
import dev.mizzen.daemon.config.SecretRef;
import dev.mizzen.gitsource.Secret;
import dev.mizzen.gitsource.mirror.Credentials;
import dev.mizzen.gitsource.mirror.Remote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How the repository of a source is reached. */
public final class Remotes {
    private Remotes() {}

    /**
     * With the credentials that the configuration names, read now.
     *
     * @throws SecretMissing if one is not there
     * @throws IOException if a key cannot be read
     */
    public static Remote of(Config.Source source, Map<String, String> environment) throws SecretMissing, IOException {
        Remote plain = Remote.of(source.url(), source.branch()).withPath(source.path());
        return switch (source.credentials()) {
            case Config.Credentials.None none -> plain;
            case Config.Credentials.Password p ->
                plain.withCredentials(new Credentials.Basic(p.username(), secret(p.password(), environment)));
            case Config.Credentials.SshKey ssh -> {
                Optional<Secret> passphrase = ssh.passphrase().isPresent()
                        ? Optional.of(secret(ssh.passphrase().get(), environment))
                        : Optional.empty();
                Secret key = Secret.of(Files.readAllBytes(ssh.key()));
                String hosts = ssh.knownHosts().isPresent()
                        ? Files.readString(ssh.knownHosts().get(), StandardCharsets.UTF_8)
                        : "";
                yield plain.withSsh(new Credentials.SshKey(key, passphrase), hosts);
            }
        };
    }

    /** Whether two addresses are the same but for their end. */
    public static boolean isSame(String one, String other) {
        return bare(one).equals(bare(other));
    }

    private static String bare(String url) {
        return url.replaceAll("/+$", "").replaceAll("\\.git$", "").toLowerCase(Locale.ROOT);
    }

    private static Secret secret(SecretRef place, Map<String, String> environment) throws SecretMissing {
        return Secret.of(place.read(environment));
    }
}
