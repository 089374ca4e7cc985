package dev.mizzen.daemon.config;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.apply.ClusterAccess;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.place.Rights;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code mizzen.yaml} says. Paths are absolute.
 *
 * @param data the directory of mirrors and of the default store; written by one daemon at a time
 * @param fieldManager the name under which objects are applied; a second installation on a cluster needs another
 * @param workers the most deliveries that run at a time
 * @param tokens who may approve by HTTP; without any nobody may
 * @param artifacts where charts and kustomizations may come from
 * @param discover where further clusters are found
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
        List<Token> tokens,
        Artifacts artifacts,
        List<Discovery> discover) {
    public static final String DEFAULT_FIELD_MANAGER = "mizzen";
    public static final int DEFAULT_WORKERS = 16;
    public static final Duration DEFAULT_POLL = Duration.ofMinutes(1);

    /** One with the usual hosts. */
    public Config(
            List<Source> sources,
            List<Cluster> clusters,
            Path data,
            Store store,
            Listener listener,
            Renderer renderer,
            String fieldManager,
            int workers,
            List<Token> tokens) {
        this(
                sources,
                clusters,
                data,
                store,
                listener,
                renderer,
                fieldManager,
                workers,
                tokens,
                Artifacts.DEFAULT,
                List.of());
    }

    public Config {
        sources = List.copyOf(sources);
        clusters = List.copyOf(clusters);
        tokens = List.copyOf(tokens);
        discover = List.copyOf(discover);
    }

    /**
     * A Git repository and branch.
     *
     * @param url https, ssh (also {@code user@host:path}) or file; never with a password in it
     * @param path the folder of the repository that counts, {@code ""} for all of it
     * @param poll how often the branch is asked for, jitter comes on top
     * @param webhook the secret that signs push events; without one they are refused
     * @param secrets what opens the files of this source, and of no other, that SOPS encrypted
     * @param uses the other sources of which its applications may take charts and kustomizations
     * @param copies what its deliveries may copy from where they are not placed
     * @param rights what its deliveries may do, and as whom
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
            Secrets secrets,
            Set<SourceName> uses,
            List<Copied> copies,
            Rights rights) {
        public Source {
            uses = Set.copyOf(uses);
            copies = List.copyOf(copies);
        }

        /** One without keys for encrypted files that uses no other, and copies nothing from where it is not placed. */
        public Source(
                SourceName name,
                String url,
                String branch,
                String path,
                Duration poll,
                Credentials credentials,
                Optional<SecretRef> webhook,
                Optional<Forge> forge) {
            this(
                    name,
                    url,
                    branch,
                    path,
                    poll,
                    credentials,
                    webhook,
                    forge,
                    Secrets.NONE,
                    Set.of(),
                    List.of(),
                    Rights.ALL);
        }
    }

    /**
     * What opens files that SOPS encrypted.
     *
     * @param age where age identities stand; read again at each poll
     * @param keyService the Unix socket of a {@code sops keyservice}
     */
    public record Secrets(List<SecretRef> age, Optional<Path> keyService) {
        public static final Secrets NONE = new Secrets(List.of(), Optional.empty());

        public Secrets {
            age = List.copyOf(age);
        }
    }

    /**
     * Objects of a cluster that may be copied.
     *
     * @param namespaces {@value #ANY} is every one, and what is in none
     * @param kinds {@value #ANY} is every one
     */
    public record Copied(ClusterName cluster, List<String> namespaces, List<String> kinds) {
        public static final String ANY = "*";

        public Copied {
            namespaces = List.copyOf(namespaces);
            kinds = List.copyOf(kinds);
        }

        /**
         * Whether an object of this kind may be copied.
         *
         * @param namespace {@code ""} for an object that is in none
         */
        public boolean allows(ClusterName where, String namespace, String kind) {
            return cluster.equals(where)
                    && (namespaces.contains(ANY) || namespaces.contains(namespace))
                    && (kinds.contains(ANY) || kinds.contains(kind));
        }
    }

    /**
     * Hosts that repositories may make the daemon speak with.
     *
     * @param onlyListed whether there are no others; else every public host may be asked by HTTPS
     */
    public record Artifacts(List<ArtifactHost> hosts, boolean onlyListed) {
        public static final Artifacts DEFAULT = new Artifacts(List.of(), false);

        public Artifacts {
            hosts = List.copyOf(hosts);
        }
    }

    /**
     * A host that may have a private address.
     *
     * @param host {@code *.example.com} for all below a domain
     * @param plainHttp whether {@code http://} is spoken with it
     * @param sources whose repositories this is for; empty for all
     */
    public record ArtifactHost(
            String host,
            Optional<Integer> port,
            Optional<String> username,
            Optional<SecretRef> password,
            Optional<SecretRef> token,
            Optional<Path> ca,
            boolean plainHttp,
            Set<SourceName> sources) {
        public ArtifactHost {
            sources = Set.copyOf(sources);
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
     * The forge of a source, which is told the state of commits.
     *
     * @param api base of its API
     * @param repository as its API names it
     * @param statusesPerMinute the most that it is told, by all sources with this pace on it together
     * @param comments whether pull requests are told what they change
     */
    public record Forge(
            ForgeKind kind, URI api, String repository, ForgeAccess access, int statusesPerMinute, boolean comments) {
        public static final int DEFAULT_STATUSES_PER_MINUTE = 60;

        /** One whose pull requests are told what they change. */
        public Forge(ForgeKind kind, URI api, String repository, ForgeAccess access, int statusesPerMinute) {
            this(kind, api, repository, access, statusesPerMinute, true);
        }
    }

    /** How the daemon proves itself to a forge. */
    public sealed interface ForgeAccess {
        /** By a token alone. */
        record Token(SecretRef token) implements ForgeAccess {}

        /** By HTTP basic authentication. */
        record Login(String username, SecretRef password) implements ForgeAccess {}

        /** As a GitHub App, by the token of its installation. */
        record App(String id, String installation, SecretRef privateKey) implements ForgeAccess {}

        /** By the credentials with which the source is cloned. */
        record OfSource() implements ForgeAccess {}
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

    /**
     * Secrets of a namespace that are clusters.
     *
     * @param in the cluster in which they are
     * @param selector further labels that they have, as Kubernetes writes it; {@code ""} for none
     */
    public record Discovery(ClusterName in, String namespace, SecretForm form, String selector) {}

    /** Whose Secrets they are. */
    public enum SecretForm {
        KUBEVELA("kubevela", "cluster.core.oam.dev/cluster-credential-type"),
        ARGOCD("argocd", "argocd.argoproj.io/secret-type=cluster"),
        CLUSTER_API("cluster-api", "cluster.x-k8s.io/cluster-name");

        private final String word;
        private final String selector;

        SecretForm(String word, String selector) {
            this.word = word;
            this.selector = selector;
        }

        /** As {@code mizzen.yaml} says it. */
        public String word() {
            return word;
        }

        /** What all Secrets of the form have. */
        public String selector() {
            return selector;
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

        /** An API server that knows us by a client certificate; all three are PEM. */
        record Certificate(URI url, SecretRef certificate, SecretRef key, Optional<Path> ca) implements Access {}

        /**
         * As a Secret said.
         *
         * @param from where it is, for people
         */
        record Found(ClusterAccess access, String from) implements Access {}
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
