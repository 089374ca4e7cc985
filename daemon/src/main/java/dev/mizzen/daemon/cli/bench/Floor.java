package dev.mizzen.daemon.cli.bench;

import dev.mizzen.reconcile.apply.Api;
import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.ApiLimits;
import dev.mizzen.reconcile.apply.ClusterAccess;
import dev.mizzen.reconcile.apply.Discovery;
import dev.mizzen.reconcile.apply.RequestListener;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Gvk;
import dev.mizzen.reconcile.model.ObjectRef;
import io.fabric8.kubernetes.client.vertx5.Vertx5HttpClientFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What the daemon is held against: a client, started cold as the daemon is, that applies the same objects server-side, one
 * request each and {@value #WORKERS} at a time, and does nothing else. A program of its own, with the fabric8 client and the
 * JVM as they come, so that the measure does not move with what the daemon is tuned to.
 */
public final class Floor {
    private static final int WORKERS = 16;
    private static final ObjectMapper YAML = YAMLMapper.builder().build();

    private Floor() {}

    /** Arguments: kubeconfig, applications, objects of each. */
    public static void main(String[] arguments) throws IOException, ApiException, InterruptedException {
        Load load = new Load(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        try (Api api = open(Path.of(arguments[0]))) {
            apply(api, load);
        }
        System.exit(0); // the client's event loops would linger, and their end is no part of the work
    }

    static Api open(Path kubeconfig) throws IOException {
        return Api.open(
                new ClusterName("bench"),
                new ClusterAccess.Kubeconfig(kubeconfig, Optional.empty()).config(ApiLimits.DEFAULT),
                ApiLimits.DEFAULT,
                RequestListener.SILENT,
                new Vertx5HttpClientFactory());
    }

    private static void apply(Api api, Load load) throws ApiException, InterruptedException {
        Discovery discovery = new Discovery(api, Clock.systemUTC());
        List<Future<JsonNode>> sent = new ArrayList<>();
        try (ExecutorService workers = Executors.newFixedThreadPool(WORKERS)) {
            for (int app = 0; app < load.apps(); app++) {
                for (String text : load.manifests(app, 1).values()) {
                    sent.add(workers.submit(() -> apply(api, discovery, text)));
                }
            }
            for (Future<JsonNode> one : sent) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("an object was not applied", e.getCause());
        }
    }

    private static JsonNode apply(Api api, Discovery discovery, String text) throws ApiException {
        JsonNode body = YAML.readTree(text);
        Gvk gvk = Gvk.of(body.path("apiVersion").asString(), body.path("kind").asString());
        Resource resource = discovery.find(gvk.group(), gvk.kind()).orElseThrow();
        ObjectRef ref = new ObjectRef(
                gvk.group(),
                gvk.kind(),
                Load.NAMESPACE,
                body.path("metadata").path("name").asString());
        return api.apply(resource, ref, body, Api.Apply.by("bench-floor"));
    }
}
