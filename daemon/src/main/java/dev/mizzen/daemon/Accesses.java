package dev.mizzen.daemon;

import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.config.SecretMissing;
import dev.mizzen.daemon.config.SecretRef;
import dev.mizzen.gitsource.Secret;
import dev.mizzen.reconcile.apply.ClusterAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;

/** How clusters are reached, with the secrets that their configuration only names. */
record Accesses(Map<String, String> environment) {
    /**
     * @throws IOException if a certificate authority cannot be read
     * @throws IllegalStateException if a secret is not where the configuration says
     */
    ClusterAccess of(Config.Access access) throws IOException {
        return switch (access) {
            case Config.Access.Kubeconfig k -> new ClusterAccess.Kubeconfig(k.file(), k.context());
            case Config.Access.InCluster in -> new ClusterAccess.InCluster();
            case Config.Access.Found found -> found.access();
            case Config.Access.Certificate c ->
                new ClusterAccess.Direct(
                        c.url(),
                        new ClusterAccess.Credential.Certificate(read(c.certificate()), Secret.of(read(c.key()))),
                        c.ca().isPresent() ? Optional.of(Files.readString(c.ca().get())) : Optional.empty());
            case Config.Access.Server s -> new ClusterAccess.Server(s.url(), () -> read(s.token()), s.ca());
        };
    }

    private String read(SecretRef place) {
        try {
            return place.read(environment);
        } catch (SecretMissing e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
