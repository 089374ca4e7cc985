package dev.mizzen.reconcile.apply;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mizzen.gitsource.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;

/** How a cluster's API server is reached and who we are there. */
public sealed interface ClusterAccess {
    /** The file and, if it is not the current one, the context in it. Read once. */
    record Kubeconfig(Path file, Optional<String> context) implements ClusterAccess {}

    /**
     * An address and a token.
     *
     * @param token asked for each connection, so that a rotated one is taken up
     * @param certificateAuthority PEM file; the platform's authorities where absent
     */
    record Server(URI address, Supplier<String> token, Optional<Path> certificateAuthority) implements ClusterAccess {
        @Override
        public String toString() {
            return "Server[" + address + "]";
        }
    }

    /**
     * An address and what is known there of us, all of it here; nothing else is read, and no program run.
     *
     * @param authority PEM; the platform's authorities where absent
     */
    record Direct(URI address, Credential credential, Optional<String> authority) implements ClusterAccess {}

    /** Who we are. */
    sealed interface Credential {
        /** A bearer token. */
        record Token(Secret token) implements Credential {}

        /**
         * A client certificate, in PEM.
         *
         * @param key its private key, in PEM
         */
        record Certificate(String certificate, Secret key) implements Credential {}
    }

    /** The service account of the pod that we run in. */
    record InCluster() implements ClusterAccess {}

    /**
     * What fabric8 makes of it, without retries of its own.
     *
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException if the kubeconfig is none
     */
    default Config config(ApiLimits limits) throws IOException {
        ConfigBuilder builder = switch (this) {
            case Kubeconfig k -> new ConfigBuilder(fromFile(k));
            case Server s -> fromServer(s);
            case Direct d -> direct(d);
            case InCluster ignored -> new ConfigBuilder(Config.autoConfigure(null));
        };
        return builder.withConnectionTimeout(
                        Math.toIntExact(limits.connectTimeout().toMillis()))
                .withRequestTimeout(Math.toIntExact(limits.requestTimeout().toMillis()))
                .withRequestRetryBackoffLimit(0)
                .withUserAgent("mizzen")
                .build();
    }

    private static Config fromFile(Kubeconfig kubeconfig) throws IOException {
        if (!Files.isReadable(kubeconfig.file())) {
            throw new IOException(kubeconfig.file() + ": the kubeconfig is not there or cannot be read");
        }
        try {
            return Config.fromKubeconfig(
                    kubeconfig.context().orElse(null), kubeconfig.file().toFile());
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(kubeconfig.file() + " is no kubeconfig: " + e.getMessage(), e);
        }
    }

    private static ConfigBuilder fromServer(Server server) {
        ConfigBuilder builder = new ConfigBuilder(Config.empty())
                .withMasterUrl(server.address().toString())
                .withOauthTokenProvider(() -> server.token().get());
        server.certificateAuthority().ifPresent(file -> builder.withCaCertFile(file.toString()));
        return builder;
    }

    private static ConfigBuilder direct(Direct access) {
        ConfigBuilder builder =
                new ConfigBuilder(Config.empty()).withMasterUrl(access.address().toString());
        access.authority().ifPresent(pem -> builder.withCaCertData(base64(pem)));
        return switch (access.credential()) {
            case Credential.Token bearer ->
                builder.withOauthToken(bearer.token().text());
            case Credential.Certificate pair -> {
                String key = base64(pair.key().text());
                yield builder.withClientCertData(base64(pair.certificate()))
                        .withClientKeyData(key)
                        .withClientKeyAlgo(Config.getKeyAlgorithm(null, key));
            }
        };
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(UTF_8));
    }
}
