package dev.mizzen.daemon.discover;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mizzen.daemon.config.Config;
import dev.mizzen.gitsource.Secret;
import dev.mizzen.reconcile.apply.ClusterAccess;
import dev.mizzen.reconcile.apply.ClusterAccess.Credential;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import java.net.URI;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads Secrets that are clusters, in the forms of KubeVela, Argo CD and Cluster API. Pure. */
public final class ClusterSecret {
    private static final int MOST_CHARS = 256 * 1024;
    private static final String CREDENTIAL = "cluster.core.oam.dev/cluster-credential-type";
    private static final String ENDPOINT = "cluster.core.oam.dev/cluster-endpoint-type";
    private static final String KUBECONFIG = "-kubeconfig";

    private ClusterSecret() {}

    /**
     * The cluster that {@code secret} is.
     *
     * @param from what it is called for people
     * @throws Rejected with one line that holds nothing of the Secret's data but names
     */
    public static Config.Cluster read(Config.SecretForm form, JsonNode secret, String from) throws Rejected {
        Data data = new Data(secret.path("data"));
        String object = secret.path("metadata").path("name").asString("");
        Map<String, String> labels = labels(secret);
        ClusterAccess access = switch (form) {
            case KUBEVELA -> gateway(data, labels);
            case ARGOCD -> argo(data);
            case CLUSTER_API -> kubeconfig(data.needed("value"));
        };
        String name = switch (form) {
            case KUBEVELA -> object;
            case ARGOCD -> data.needed("name");
            case CLUSTER_API -> named(object);
        };
        return new Config.Cluster(
                name(name), new Config.Access.Found(access, from), labels, Config.Cluster.DEFAULT_REQUESTS_IN_FLIGHT);
    }

    private static ClusterName name(String text) throws Rejected {
        if (!ClusterName.isClusterName(text)) {
            throw no("its name is no DNS label of at most 63 characters");
        }
        return new ClusterName(text);
    }

    private static String named(String object) throws Rejected {
        if (!object.endsWith(KUBECONFIG)) {
            throw no("its name does not end with " + KUBECONFIG);
        }
        return object.substring(0, object.length() - KUBECONFIG.length());
    }

    private static Map<String, String> labels(JsonNode secret) {
        Map<String, String> labels = new TreeMap<>();
        secret.path("metadata")
                .path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asString("")));
        return labels;
    }

    /** As cluster-gateway reads it (clustergateway_types_secret.go). */
    private static ClusterAccess gateway(Data data, Map<String, String> labels) throws Rejected {
        if (!labels.getOrDefault(ENDPOINT, "Const").equals("Const")) {
            throw no("its endpoint is behind a cluster proxy, which is not supported");
        }
        String type = labels.getOrDefault(CREDENTIAL, "");
        Credential credential = switch (type) {
            case "X509Certificate" ->
                new Credential.Certificate(data.needed("tls.crt"), Secret.of(data.needed("tls.key")));
            case "ServiceAccountToken" -> new Credential.Token(Secret.of(data.needed("token")));
            case "Dynamic" -> throw program();
            default -> throw no("its label " + CREDENTIAL + " is neither X509Certificate nor ServiceAccountToken");
        };
        if (data.has("proxy-url")) {
            throw no("it wants a proxy, which is not supported");
        }
        return new ClusterAccess.Direct(server(data.needed("endpoint")), credential, authority(data));
    }

    /** KubeVela takes a Secret without one for a server that is not checked. */
    private static Optional<String> authority(Data data) throws Rejected {
        return Optional.of(data.has("ca") ? data.needed("ca") : data.needed("ca.crt"));
    }

    /** As Argo CD documents it (declarative setup, clusters). */
    private static ClusterAccess argo(Data data) throws Rejected {
        JsonNode config = json(data.needed("config"));
        JsonNode tls = config.path("tlsClientConfig");
        if (config.has("execProviderConfig") || config.has("awsAuthConfig")) {
            throw program();
        }
        if (config.has("proxyUrl")) {
            throw no("it wants a proxy, which is not supported");
        }
        safe(tls.path("insecure"), tls.path("serverName"));
        String token = config.path("bearerToken").asString("");
        Credential credential = token.isEmpty()
                ? pair(decoded(tls.path("certData")), decoded(tls.path("keyData")))
                : new Credential.Token(Secret.of(token));
        return new ClusterAccess.Direct(server(data.needed("server")), credential, decoded(tls.path("caData")));
    }

    /** Only what stands in it: paths of files are refused, and programs. */
    private static ClusterAccess kubeconfig(String text) throws Rejected {
        JsonNode config = yaml(text);
        JsonNode context = item(
                        config.path("contexts"), config.path("current-context").asString(""))
                .path("context");
        JsonNode cluster = item(config.path("clusters"), context.path("cluster").asString(""))
                .path("cluster");
        JsonNode user =
                item(config.path("users"), context.path("user").asString("")).path("user");
        if (user.has("exec") || user.has("auth-provider")) {
            throw program();
        }
        if (cluster.has("proxy-url") || user.has("as")) {
            throw no("it wants a proxy or another user's rights, which is not supported");
        }
        if (cluster.has("certificate-authority")
                || user.has("tokenFile")
                || user.has("client-certificate")
                || user.has("client-key")) {
            throw no("it names a file of the daemon; only what stands in the Secret is taken");
        }
        safe(cluster.path("insecure-skip-tls-verify"), cluster.path("tls-server-name"));
        String token = user.path("token").asString("");
        Credential credential = token.isEmpty()
                ? pair(decoded(user.path("client-certificate-data")), decoded(user.path("client-key-data")))
                : new Credential.Token(Secret.of(token));
        return new ClusterAccess.Direct(
                server(cluster.path("server").asString("")),
                credential,
                decoded(cluster.path("certificate-authority-data")));
    }

    private static JsonNode item(JsonNode list, String name) throws Rejected {
        for (JsonNode item : list) {
            if (item.path("name").asString("").equals(name)) {
                return item;
            }
        }
        throw no("its kubeconfig has no complete current context");
    }

    private static void safe(JsonNode insecure, JsonNode serverName) throws Rejected {
        if (insecure.asBoolean(false)) {
            throw no("it wants the server's certificate not to be checked, which is refused");
        }
        if (!serverName.asString("").isEmpty()) {
            throw no("it wants another server name than the address has, which is not supported");
        }
    }

    private static Credential pair(Optional<String> certificate, Optional<String> key) throws Rejected {
        return new Credential.Certificate(
                certificate.orElseThrow(() -> no("it has neither a token nor a client certificate")),
                Secret.of(key.orElseThrow(() -> no("its client certificate has no key"))));
    }

    private static URI server(String text) throws Rejected {
        try {
            URI uri = URI.create(text);
            if ("https".equals(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw no("its server is no address");
        }
        throw no("its server is not https://<host>");
    }

    private static Optional<String> decoded(JsonNode node) throws Rejected {
        try {
            return node.isMissingNode() || node.asString("").isEmpty()
                    ? Optional.empty()
                    : Optional.of(new String(Base64.getMimeDecoder().decode(node.asString("")), UTF_8));
        } catch (IllegalArgumentException e) {
            throw no("a certificate or key in it is no Base64");
        }
    }

    private static JsonNode json(String text) throws Rejected {
        try {
            return JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            throw no("its \"config\" is no JSON");
        }
    }

    private static JsonNode yaml(String text) throws Rejected {
        try {
            return YAMLMapper.builder().build().readTree(text);
        } catch (JacksonException e) {
            throw no("its \"value\" is no kubeconfig");
        }
    }

    private static Rejected program() {
        return no("its credentials come from a program, which is run only for clusters of mizzen.yaml");
    }

    private static Rejected no(String why) {
        return new Rejected(Problem.of(why));
    }

    /** What a Secret holds, decoded and bounded. */
    private record Data(JsonNode node) {
        boolean has(String key) {
            return node.has(key);
        }

        Optional<String> get(String key) throws Rejected {
            String text = node.path(key).asString("");
            if (text.length() > MOST_CHARS) {
                throw no("\"" + key + "\" has more than " + MOST_CHARS + " characters");
            }
            return decoded(node.path(key)).map(String::strip);
        }

        String needed(String key) throws Rejected {
            return get(key).orElseThrow(() -> no("it has no \"" + key + "\""));
        }
    }
}
