package dev.mizzen.reconcile.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Clusters
class ApiIT {
    private static final ClusterName ONE = new ClusterName("one");

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private String namespace = "";
    private Api api;
    private Resource configMaps;

    @BeforeEach
    void connect(TestCluster clusters, FreshNamespace fresh) throws Exception {
        namespace = fresh.name();
        api = Api.open(
                ONE,
                new ClusterAccess.Kubeconfig(clusters.kubeconfig("one"), Optional.empty()).config(ApiLimits.DEFAULT),
                ApiLimits.DEFAULT,
                (cluster, verb, kind, status, took) -> requests.add(verb + " " + kind + " " + status));
        configMaps = new Discovery(api, Clock.systemUTC()).find("", "ConfigMap").orElseThrow();
        requests.clear();
    }

    @AfterEach
    void disconnect() {
        api.close();
    }

    @Test
    void discoveryKnowsScopeNameAndPreferredVersion() throws Exception {
        Discovery discovery = new Discovery(api, Clock.systemUTC());
        assertThat(discovery.find("apps", "Deployment").orElseThrow().plural()).isEqualTo("deployments");
        assertThat(discovery.find("", "Namespace").orElseThrow().namespaced()).isFalse();
        assertThat(discovery
                        .find("autoscaling", "HorizontalPodAutoscaler")
                        .orElseThrow()
                        .gvk()
                        .version())
                .isEqualTo("v2");
        assertThat(discovery.find("example.com", "Nothing")).isEmpty();
        assertThat(requests).as("one refresh, not one a look-up").hasSize(2);
    }

    @Test
    void theSameApplyTwiceLeavesTheSameEntry() throws Exception {
        JsonNode first = api.apply(configMaps, ref("a"), body("a", "1"), Api.Apply.by("mizzen"));
        JsonNode second = api.apply(configMaps, ref("a"), body("a", "1"), Api.Apply.by("mizzen"));
        assertThat(ManagedEntry.of(first, "mizzen")).isPresent().isEqualTo(ManagedEntry.of(second, "mizzen"));
        assertThat(ManagedEntry.of(first, "other")).isEmpty();
        assertThat(ManagedEntry.of(first, "mizzen").orElseThrow().paths()).containsExactly(".data.k");
        assertThat(requests).containsExactly("patch configmaps 201", "patch configmaps 200");
    }

    @Test
    void aConflictNamesEachPathAndManager() throws Exception {
        api.apply(configMaps, ref("a"), body("a", "1"), Api.Apply.by("other"));
        ApiException conflict = failure(() -> api.apply(configMaps, ref("a"), body("a", "2"), Api.Apply.by("mizzen")));
        assertThat(conflict.failure())
                .isInstanceOfSatisfying(
                        Failure.Conflict.class,
                        c -> assertThat(c.fields()).containsExactly(new Failure.FieldConflict(".data.k", "other")));
        assertThat(conflict.problems().getFirst().message()).contains("one", ".data.k", "other");
        JsonNode dry = api.apply(
                configMaps,
                ref("a"),
                body("a", "2"),
                Api.Apply.by("mizzen").forced().dry());
        assertThat(dry.path("data").path("k").asString()).isEqualTo("2");
        assertThat(api.get(configMaps, ref("a")).path("data").path("k").asString())
                .isEqualTo("1");
        api.apply(configMaps, ref("a"), body("a", "2"), Api.Apply.by("mizzen").forced());
        assertThat(api.get(configMaps, ref("a")).path("data").path("k").asString())
                .isEqualTo("2");
    }

    @Test
    void deleteTakesOnlyTheObjectThatWasSeen() throws Exception {
        JsonNode live = api.apply(configMaps, ref("a"), body("a", "1"), Api.Apply.by("mizzen"));
        String uid = live.path("metadata").path("uid").asString();
        String version = live.path("metadata").path("resourceVersion").asString();
        assertThat(failure(() -> api.delete(configMaps, ref("a"), uid, "1")).failure())
                .isInstanceOf(Failure.Stale.class);
        assertThat(failure(() -> api.delete(configMaps, ref("a"), "another", version))
                        .failure())
                .isInstanceOf(Failure.Stale.class);
        api.delete(configMaps, ref("a"), uid, version);
        assertThat(api.findMetadata(configMaps, ref("a"))).isEmpty();
    }

    @Test
    void aMissingNamespaceAndAnInvalidFieldAreTold() throws Exception {
        ObjectRef elsewhere = new ObjectRef("", "ConfigMap", "nowhere-" + namespace, "a");
        assertThat(failure(() -> api.apply(configMaps, elsewhere, body("a", "1"), Api.Apply.by("mizzen")))
                        .failure())
                .isInstanceOfSatisfying(
                        Failure.NotFound.class, f -> assertThat(f.namespace()).isTrue());
        JsonNode bad = json("""
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"A_b"}}""");
        assertThat(failure(() -> api.apply(
                                configMaps,
                                new ObjectRef("", "ConfigMap", namespace, "A_b"),
                                bad,
                                Api.Apply.by("mizzen")))
                        .failure())
                .isInstanceOfSatisfying(
                        Failure.Invalid.class,
                        f -> assertThat(f.fields().getFirst().path()).isEqualTo("metadata.name"));
    }

    @Test
    void aMetadataWatchStreamsWhatIsThereThenWhatChanges() throws Exception {
        JsonNode labelled = json("""
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"w","labels":{"watch":"%s"}},"data":{"k":"1"}}""".formatted(namespace));
        api.apply(configMaps, ref("w"), labelled, Api.Apply.by("mizzen"));
        WatchStream watch = api.watch(configMaps, Selection.metadata("watch=" + namespace), "");
        List<WatchEvent> initial = new ArrayList<>();
        do {
            initial.add(watch.next());
        } while (!initial.getLast().initialEventsEnd());
        assertThat(initial.getFirst().type()).isEqualTo(WatchEvent.Type.ADDED);
        assertThat(initial.getFirst().object().has("data")).isFalse();
        assertThat(ManagedEntry.of(initial.getFirst().object(), "mizzen")).isPresent();
        delete("w");
        assertThat(watch.next()).isNotNull().extracting(WatchEvent::type).isEqualTo(WatchEvent.Type.DELETED);
        watch.close();
        assertThat(watch.next()).isNull();
    }

    @Test
    void aListGoesPageByPage() throws Exception {
        api.apply(configMaps, ref("l1"), body("l1", "1"), Api.Apply.by("mizzen"));
        api.apply(configMaps, ref("l2"), body("l2", "1"), Api.Apply.by("mizzen"));
        List<String> names = new ArrayList<>();
        String version = api.list(
                configMaps,
                new Selection(namespace, "", true),
                o -> names.add(o.path("metadata").path("name").asString()));
        assertThat(names).contains("l1", "l2");
        assertThat(version).isNotEmpty();
    }

    @Test
    void aClusterThatDoesNotAnswerIsLeftAloneAfterAFewTries() throws Exception {
        ApiLimits limits = new ApiLimits(
                2,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                1 << 20,
                3,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1));
        var nobody = new ClusterAccess.Server(URI.create("https://127.0.0.1:9"), () -> "t", Optional.empty());
        List<Integer> sent = new CopyOnWriteArrayList<>();
        try (Api dead =
                Api.open(ONE, nobody.config(limits), limits, (cluster, verb, kind, status, took) -> sent.add(status))) {
            for (int i = 0; i < 6; i++) {
                assertThat(failure(() -> dead.get(configMaps, ref("a"))).unreachable())
                        .isTrue();
            }
            assertThat(sent).containsExactly(0, 0, 0);
            assertThat(dead.circuitOpen()).isTrue();
        }
    }

    @Test
    void whoAsksAClusterThatWasClosedIsTold() {
        api.close();
        Failure failure = failure(() -> api.get(configMaps, ref("a"))).failure();
        assertThat(failure).isInstanceOf(Failure.Unreachable.class);
        assertThat(failure.message()).contains("not used any more");
        assertThat(api.circuitOpen()).isFalse();
    }

    private void delete(String name) throws ApiException {
        JsonNode live = api.get(configMaps, ref(name));
        api.delete(
                configMaps,
                ref(name),
                live.path("metadata").path("uid").asString(),
                live.path("metadata").path("resourceVersion").asString());
    }

    private ObjectRef ref(String name) {
        return new ObjectRef("", "ConfigMap", namespace, name);
    }

    private static JsonNode body(String name, String value) {
        return json("""
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s"},"data":{"k":"%s"}}""".formatted(name, value));
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private interface Action {
        void run() throws ApiException;
    }

    private static ApiException failure(Action action) {
        try {
            action.run();
        } catch (ApiException e) {
            return e;
        }
        throw new AssertionError("nothing failed");
    }
}
