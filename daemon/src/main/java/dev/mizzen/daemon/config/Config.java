package dev.mizzen.daemon.config;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.ClusterName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code mizzen.yaml} says. Paths are absolute.
 *
 * @param data the directory of mirrors and of the default store; written by one daemon at a time
 * @param fieldManager the name under which objects are applied; a second installation on a cluster needs another
 * @param workers the most deliveries that run at a time
 * @param tokens who may approve by HTTP; without any nobody may
 */
public record Config(
        List<Source> sources,
        List<Cluster> clusters,
        Path data,
        Store store,
        Listener listener,
        Renderer renderer,
        String fieldManager,
        int workers,
        List<Token> tokens) {
    public static final String DEFAULT_FIELD_MANAGER = "mizzen";
    public static final int DEFAULT_WORKERS = 16;
    public static final Duration DEFAULT_POLL = Duration.ofMinutes(1);

    public Config {
        sources = List.copyOf(sources);
        clusters = List.copyOf(clusters);
        tokens = List.copyOf(tokens);
    }

    /**
     * A Git repository and branch.
     *
     * @param url https, ssh (also {@code user@host:path}) or file; never with a password in it
     * @param path the folder of the repository that counts, {@code ""} for all of it
     * @param poll how often the branch is asked for, jitter comes on top
     * @param webhook the secret that signs push events; without one they are refused
     * @param reads what its deliveries may copy from where they are not placed
     */
    public record Source(
            SourceName name,
            String url,
            String branch,
            String path,
            Duration poll,
            Credentials credentials,
            Optional<SecretRef> webhook,
            Optional<Forge> forge,
            List<Reads> reads) {
        public Source {
            reads = List.copyOf(reads);
        }

        /** One that may read nothing besides. */
        public Source(
                SourceName name,
                String url,
                String branch,
                String path,
                Duration poll,
                Credentials credentials,
                Optional<SecretRef> webhook,
                Optional<Forge> forge) {
            this(name, url, branch, path, poll, credentials, webhook, forge, List.of());
        }
    }

    /**
     * Objects of a cluster that may be read.
     *
     * @param namespaces {@value #ANY} is every one, and what is in none
     * @param kinds {@value #ANY} is every one
     */
    public record Reads(ClusterName cluster, List<String> namespaces, List<String> kinds) {
        public static final String ANY = "*";

        public Reads {
            namespaces = List.copyOf(namespaces);
            kinds = List.copyOf(kinds);
        }

        /**
         * Whether an object of this kind may be read.
         *
         * @param namespace {@code ""} for an object that is in none
         */
        public boolean allows(ClusterName where, String namespace, String kind) {
            return cluster.equals(where)
                    && (namespaces.contains(ANY) || namespaces.contains(namespace))
                    && (kinds.contains(ANY) || kinds.contains(kind));
        }
    }

    /** How a source is read. */
    public sealed interface Credentials {
        /** Nothing is needed. */
        record None() implements Credentials {}

        /** HTTP basic authentication; forges take a token as the password. */
        record Password(String username, SecretRef password) implements Credentials {}

        /** A private key in OpenSSH form, and the host keys that are trusted. */
        record SshKey(Path key, Optional<Path> knownHosts, Optional<SecretRef> passphrase) implements Credentials {}
    }

    /**
     * GitHub, which is told the state of commits.
     *
     * @param statusesPerMinute the most that it is told, by all sources with this pace on it together
     */
    public record Forge(URI api, String owner, String repository, SecretRef token, int statusesPerMinute) {
        public static final int DEFAULT_STATUSES_PER_MINUTE = 60;
    }

    /**
     * A cluster to deliver to.
     *
     * @param requestsInFlight the most API requests at a time
     */
    public record Cluster(ClusterName name, Access access, Map<String, String> labels, int requestsInFlight) {
        public static final int DEFAULT_REQUESTS_IN_FLIGHT = 32;

        public Cluster {
            labels = Map.copyOf(labels);
        }
    }

    /** How a cluster is reached. */
    public sealed interface Access {
        /** A kubeconfig file; the current context where none is named. */
        record Kubeconfig(Path file, Optional<String> context) implements Access {}

        /** The service account of the pod in which the daemon runs. */
        record InCluster() implements Access {}

        /** An API server; the system's certificate authorities where {@code ca} is absent. */
        record Server(URI url, SecretRef token, Optional<Path> ca) implements Access {}
    }

    /** Where state is kept, by JDBC: H2 or PostgreSQL. */
    public record Store(String url, Optional<String> user, Optional<SecretRef> password) {}

    /** Where the daemon listens; port 0 takes a free one. */
    public record Listener(String host, int port) {
        public static final Listener DEFAULT = new Listener("0.0.0.0", 8080);
    }

    /**
     * The pool of processes that render.
     *
     * @param program {@code mizzen-renderer}; where absent, the one that belongs to this build
     * @param processes the most at a time
     */
    public record Renderer(Optional<Path> program, int processes) {
        public static final Renderer DEFAULT = new Renderer(Optional.empty(), 2);
    }

    /** Somebody who may approve, and where the token stands that proves it. */
    public record Token(String name, SecretRef token) {}
}
