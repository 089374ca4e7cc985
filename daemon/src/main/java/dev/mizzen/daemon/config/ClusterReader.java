package dev.mizzen.daemon.config;

import dev.mizzen.reconcile.model.ClusterName;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads an item of {@code clusters}. */
final class ClusterReader {
    private static final int MOST_REQUESTS = 1024;

    private final References references;

    ClusterReader(References references) {
        this.references = references;
    }

    Optional<Config.Cluster> read(Fields item) {
        Optional<ClusterName> name = item.parsed(item.required("name"), "name", ClusterName::new);
        Optional<Config.Access> access = access(item);
        Map<String, String> labels = item.texts("labels").orElse(Map.of());
        int requests = item.fields("limits")
                .flatMap(limits -> {
                    Optional<Integer> most = limits.whole("requestsInFlight", 1, MOST_REQUESTS);
                    limits.end();
                    return most;
                })
                .orElse(Config.Cluster.DEFAULT_REQUESTS_IN_FLIGHT);
        item.end();
        return name.flatMap(n -> access.map(a -> new Config.Cluster(n, a, labels, requests)));
    }

    private Optional<Config.Access> access(Fields item) {
        boolean inCluster = item.flag("inCluster");
        int ways = (item.has("kubeconfig") ? 1 : 0) + (item.has("server") ? 1 : 0) + (inCluster ? 1 : 0);
        if (ways != 1) {
            item.problem("name", "a cluster has exactly one of \"kubeconfig\", \"server\" and \"inCluster: true\"");
        }
        Optional<Config.Access> kubeconfig = references
                .path(item, "kubeconfig")
                .map(file -> new Config.Access.Kubeconfig(file, item.text("context")));
        Optional<Config.Access> server = item.fields("server").flatMap(this::server);
        return kubeconfig
                .or(() -> server)
                .or(() -> inCluster ? Optional.of(new Config.Access.InCluster()) : Optional.empty());
    }

    private Optional<Config.Access> server(Fields fields) {
        Optional<URI> url = fields.parsed(fields.required("url"), "url", Uris::http);
        if (fields.has("certificate") || fields.has("key")) {
            return certificate(fields, url);
        }
        Optional<SecretRef> token = references.requiredSecret(fields, "token");
        Optional<Path> ca = references.path(fields, "ca");
        fields.end();
        return url.flatMap(u -> token.map(t -> new Config.Access.Server(u, t, ca)));
    }

    private Optional<Config.Access> certificate(Fields fields, Optional<URI> url) {
        if (fields.has("token")) {
            fields.problem("token", "a server has either \"token\" or \"certificate\" and \"key\"");
        }
        Optional<SecretRef> certificate = references.requiredSecret(fields, "certificate");
        Optional<SecretRef> key = references.requiredSecret(fields, "key");
        Optional<Path> ca = references.path(fields, "ca");
        fields.end();
        return url.flatMap(u -> certificate.flatMap(c -> key.map(k -> new Config.Access.Certificate(u, c, k, ca))));
    }
}
