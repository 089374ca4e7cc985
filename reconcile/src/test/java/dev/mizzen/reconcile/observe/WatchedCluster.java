package dev.mizzen.reconcile.observe;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.apply.Api;
import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.ApiLimits;
import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.reconcile.apply.ClusterAccess;
import dev.mizzen.reconcile.apply.Discovery;
import dev.mizzen.reconcile.apply.ManagedEntry;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.apply.Watched;
import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Observed.Mark;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A watch of one cluster and what it takes to write as the applier does: mark, label, apply, baseline, flight. */
final class WatchedCluster implements AutoCloseable {
    static final ClusterName CLUSTER = new ClusterName("one");
    static final String MANAGER = "mizzen";

    final Seen seen = new Seen();
    final Baselines baselines = Baselines.inMemory();
    final List<String> requests = new CopyOnWriteArrayList<>();
    final DeliveryId delivery;
    final ApplySetId id;
    final String namespace;
    final Api api;
    final Discovery discovery;
    final ClusterWatch watch;
    private final YAMLMapper yaml = new YAMLMapper();

    WatchedCluster(Path kubeconfig, String namespace) throws IOException {
        this(new ClusterAccess.Kubeconfig(kubeconfig, Optional.empty()).config(ApiLimits.DEFAULT), namespace);
    }

    WatchedCluster(Config config, String namespace) {
        this.namespace = namespace;
        this.delivery = new DeliveryId(new SourceName("shop"), new EnvironmentName("test"), new AppName(namespace));
        this.id = ApplySetId.of(delivery);
        this.api = Api.open(
                CLUSTER,
                config,
                ApiLimits.DEFAULT,
                (cluster, verb, kind, status, took) -> requests.add(verb + " " + kind));
        this.discovery = new Discovery(api, Clock.systemUTC());
        this.watch = watch(WatchLimits.DEFAULT, seen);
    }

    ClusterWatch watch(WatchLimits limits, WatchListener listener) {
        return new ClusterWatch(api, MANAGER, baselines, HealthCheck.BUILT_IN, listener, Clock.systemUTC(), limits);
    }

    Resource kind(String group, String kind) throws ApiException {
        return discovery.find(group, kind).orElseThrow();
    }

    void watching(String group, String kind) throws Exception {
        watch.ensure(Set.of(kind(group, kind)));
    }

    /** Applies as the applier does. */
    JsonNode apply(String text) throws ApiException {
        ObjectNode body = marked(text);
        ObjectRef ref = ref(body);
        try (Watched.Flight flight = watch.flight(ref)) {
            JsonNode answer = api.apply(kind(ref.group(), ref.kind()), ref, body, Api.Apply.by(MANAGER));
            baselines.put(CLUSTER, ref, ManagedEntry.of(answer, MANAGER).orElseThrow());
            flight.wrote(kind(ref.group(), ref.kind()), answer);
            return answer;
        }
    }

    /** The body with our label and mark. */
    ObjectNode marked(String text) {
        ObjectNode body = (ObjectNode) yaml.readTree(text);
        ObjectNode metadata = (ObjectNode) body.path("metadata");
        metadata.put("namespace", namespace);
        metadata.withObject("labels").put(ApplySetId.LABEL, id.value());
        ObjectRef ref = ref(body);
        metadata.withObject("annotations").put(Mark.ANNOTATION, new Mark(ref.toString(), digest(body)).toString());
        return body;
    }

    static Digest digest(JsonNode body) {
        return Digest.of(body.toString());
    }

    ObjectRef ref(JsonNode body) {
        String version = body.path("apiVersion").asString();
        int slash = version.indexOf('/');
        return new ObjectRef(
                slash < 0 ? "" : version.substring(0, slash),
                body.path("kind").asString(),
                namespace,
                body.path("metadata").path("name").asString());
    }

    ObjectRef ref(String group, String kind, String name) {
        return new ObjectRef(group, kind, namespace, name);
    }

    Optional<ObservedObject> held(ObjectRef ref) {
        return Optional.ofNullable(watch.of(id).objects().get(ref));
    }

    @Override
    public void close() {
        watch.close();
        api.close();
    }
}
