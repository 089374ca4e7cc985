package dev.mizzen.reconcile.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.observe.KindState;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The definition of a custom kind changes under an object of ours. */
@Clusters
class SchemaChangeIT {
    private static final String SIZE = "size: { type: integer }";
    private static final String COLOR = "color: { type: string }";
    private static final String ITEMS = "list: { type: array, %s items: { type: object, required: [name],"
            + " properties: { name: { type: string }, v: { type: string } } } }";
    private static final String ATOMIC = ITEMS.formatted("");
    private static final String BY_NAME =
            ITEMS.formatted("x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name],");

    private World world;
    private Stranger stranger;
    private KubernetesClient admin;
    private String group;

    @BeforeEach
    void start(TestCluster clusters, FreshNamespace fresh) throws Exception {
        group = fresh.name() + ".example.com";
        admin = clusters.client("one");
        stranger = new Stranger(clusters.kubeconfig("one"), admin, fresh.name());
        world = new World(fresh.name(), Baselines.inMemory()).with(clusters.kubeconfig("one"));
    }

    @AfterEach
    void stop() {
        world.close();
        stranger.close();
        admin.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("things." + group)
                .delete();
    }

    @Test
    void a_default_that_is_new_is_no_drift_and_a_real_edit_is() throws Exception {
        define(version("v1", true, true, SIZE, COLOR));
        awaitServed("v1");
        push(thing("v1", "size: 3"));

        define(version("v1", true, true, SIZE, COLOR, "mode: { type: string, default: fast }"));
        await().atMost(World.SOON).until(() -> field("mode").equals("fast"));
        touch();
        push(thing("v1", "size: 3"));

        assertThat(world.suspicions).isEmpty();
        aRealEditIsSeen("{ spec: { size: 9 } }", thing("v1", "size: 3"), "spec.size");
    }

    @Test
    void a_field_that_the_schema_drops_is_named_and_is_no_drift() throws Exception {
        define(version("v1", true, true, SIZE, COLOR));
        awaitServed("v1");
        push(thing("v1", "size: 3, color: red"));

        define(version("v1", true, true, COLOR));
        await().atMost(World.SOON).until(() -> field("size").isEmpty());
        touch();
        push(thing("v1", "size: 3, color: red"));
        assertThat(world.suspicions).isEmpty();
        assertThat(world.push("web", Map.of("thing", thing("v1", "size: 4, color: red"))))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        o -> assertThat(o.problems().getFirst().message())
                                .contains("component \"thing\"", "spec.size", "not declared in schema"));

        push(thing("v1", "color: red"));
        assertThat(world.drifts).isEmpty();
        aRealEditIsSeen("{ spec: { color: blue } }", thing("v1", "color: red"), "spec.color");
    }

    @Test
    void a_list_that_gets_keys_is_a_new_baseline() throws Exception {
        define(version("v1", true, true, SIZE, ATOMIC));
        awaitServed("v1");
        push(thing("v1", "size: 3, list: [{ name: a, v: x }]"));

        define(version("v1", true, true, SIZE, BY_NAME));
        awaitListKeys();
        stranger.merge(kind(), "first", "other", "{ spec: { list: [{ name: a, v: x }, { name: b, v: y }] } }");
        await().atMost(World.SOON).until(() -> !world.suspicions.isEmpty());
        push(thing("v1", "size: 3, list: [{ name: a, v: x }]"));

        assertThat(world.drifts)
                .allSatisfy(drift -> assertThat(drift.fields())
                        .extracting(f -> f.path())
                        .as("what was added is told as that")
                        .containsExactly("spec.list[name=\"b\"]"));
        world.drifts.clear();
        aRealEditIsSeen(
                "{ spec: { list: [{ name: a, v: theirs }, { name: b, v: y }] } }",
                thing("v1", "size: 3, list: [{ name: a, v: x }]"),
                "spec.list[name=\"a\"].v");
    }

    /** Until the new schema is in force: an object that is applied twice then has keys in its entry. */
    private void awaitListKeys() {
        await().atMost(World.SOON).until(() -> {
            stranger.apply("prober", """
                    { apiVersion: %s/v1, kind: Thing, metadata: { name: probe }, spec: { list: [{ name: a, v: x }] } }
                    """.formatted(group));
            String entries = stranger.live(kind(), "probe")
                    .path("metadata")
                    .path("managedFields")
                    .toString();
            stranger.delete(kind(), "probe");
            return entries.contains("k:{");
        });
    }

    @Test
    void a_version_that_is_no_longer_served_is_waited_for_and_the_next_one_is_a_new_baseline() throws Exception {
        define(version("v1alpha1", true, true, SIZE, COLOR));
        awaitServed("v1alpha1");
        push(thing("v1alpha1", "size: 3"));

        define(version("v1alpha1", false, false, SIZE, COLOR), version("v1", true, true, SIZE, COLOR));
        awaitServed("v1");
        stranger.merge(kind(), "first", "annotator", "{ metadata: { annotations: { touched: \"yes\" } } }");
        await().atMost(World.SOON)
                .until(() -> world.push("web", Map.of("thing", thing("v1alpha1", "size: 4")))
                                instanceof Outcome.Waiting waiting
                        && waiting.message().contains("the cluster does not serve " + group + "/v1alpha1"));
        await().atMost(World.SOON)
                .untilAsserted(() -> assertThat(world.push("web", Map.of("thing", thing("v1", "size: 3"))))
                        .isInstanceOf(Outcome.Synced.class));
        await().atMost(World.SOON)
                .until(() -> world.states.stream().anyMatch(s -> s.status() == KindState.Status.UNKNOWN));
        await().atMost(World.SOON)
                .untilAsserted(() -> assertThat(world.push("web", Map.of("thing", thing("v1", "size: 3"))))
                        .isInstanceOf(Outcome.Synced.class));

        assertThat(world.drifts).isEmpty();
        aRealEditIsSeen("{ spec: { size: 9 } }", thing("v1", "size: 3"), "spec.size");
    }

    @Test
    void a_version_that_is_gone_altogether_does_not_lock_us_out() throws Exception {
        define(version("v1alpha1", true, true, SIZE, COLOR), version("v1", true, false, SIZE, COLOR));
        awaitServed("v1");
        push(thing("v1alpha1", "size: 3"));
        stranger.merge(kind(), "first", "other", "{ spec: { color: red } }");

        define(version("v1alpha1", false, false, SIZE, COLOR), version("v1", true, true, SIZE, COLOR));
        awaitUnserved("v1alpha1");
        stranger.merge(kind(), "first", "annotator", "{ metadata: { annotations: { touched: \"yes\" } } }");
        admin.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("things." + group)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":{\"storedVersions\":[\"v1\"]}}");
        define(version("v1", true, true, SIZE, COLOR));
        awaitServed("v1");
        await().atMost(World.SOON)
                .untilAsserted(() -> assertThat(world.push("web", Map.of("thing", thing("v1", "size: 3"))))
                        .isInstanceOf(Outcome.Synced.class));

        assertThat(ourEntry()).contains("f:size");
        assertThat(world.drifts)
                .allSatisfy(drift -> assertThat(drift.fields())
                        .extracting(f -> f.path())
                        .as("an addition")
                        .containsExactly("spec.color"));
        world.drifts.clear();
        aRealEditIsSeen("{ spec: { size: 9 } }", thing("v1", "size: 3"), "spec.size");
    }

    /** When a version is no longer answered, the definition is in force; each write then stores in the new one. */
    private void awaitUnserved(String version) {
        await().atMost(World.SOON).until(() -> {
            try {
                return admin.raw("/apis/" + group + "/" + version + "/things") == null;
            } catch (KubernetesClientException e) {
                return e.getCode() == 404;
            }
        });
    }

    private void aRealEditIsSeen(String patch, String thing, String path) throws Exception {
        int before = world.suspicions.size();
        stranger.merge(kind(), "first", "kubectl-edit", patch);
        await().atMost(World.SOON).until(() -> world.suspicions.size() > before);

        push(thing);

        assertThat(world.drifts).hasSize(1);
        assertThat(world.drifts.getFirst().fields())
                .extracting(f -> f.path() + " by " + f.manager())
                .containsExactly(path + " by kubectl-edit");
    }

    private void push(String thing) {
        assertThat(world.push("web", Map.of("thing", thing))).isInstanceOf(Outcome.Synced.class);
    }

    /** Somebody annotates the object, and we have seen it. */
    private void touch() throws Exception {
        stranger.merge(kind(), "first", "annotator", "{ metadata: { annotations: { touched: \"yes\" } } }");
        ObjectRef ref = stranger.ref(kind(), "first");
        await().atMost(World.SOON)
                .until(() -> world.site()
                        .watched()
                        .find(ref)
                        .map(ObservedObject::resourceVersion)
                        .filter(v -> v.equals(live("/metadata/resourceVersion")))
                        .isPresent());
    }

    private String kind() {
        return "Thing." + group;
    }

    private String live(String pointer) {
        try {
            return stranger.live(kind(), "first").at(pointer).asString("");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private String field(String name) {
        return live("/spec/" + name);
    }

    private String ourEntry() throws Exception {
        for (var entry : stranger.live(kind(), "first").path("metadata").path("managedFields")) {
            if (entry.path("manager").asString().equals("mizzen")) {
                return entry.path("fieldsV1").toString();
            }
        }
        return "";
    }

    private String thing(String version, String spec) {
        return """
                apiVersion: %s/%s
                kind: Thing
                metadata: { name: first }
                spec: { %s }""".formatted(group, version, spec);
    }

    private static String version(String name, boolean served, boolean storage, String... properties) {
        return """
                    - name: %s
                      served: %s
                      storage: %s
                      schema: { openAPIV3Schema: { type: object, properties: { spec: { type: object, properties: { %s } } } } }
                """.formatted(name, served, storage, String.join(", ", properties));
    }

    /** Whoever runs the cluster changes the definition. */
    private void define(String... versions) throws Exception {
        stranger.apply("admin", """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: { name: things.%1$s }
                spec:
                  group: %1$s
                  scope: Namespaced
                  names: { kind: Thing, plural: things, singular: thing }
                  versions:
                """.formatted(group) + String.join("", List.of(versions)));
        await().atMost(World.SOON)
                .until(() -> stranger.live("CustomResourceDefinition.apiextensions.k8s.io", "things." + group)
                        .at("/status/conditions")
                        .toString()
                        .contains("Established"));
    }

    private void awaitServed(String version) {
        await().atMost(World.SOON).until(() -> {
            try {
                return stranger.kind(kind()).gvk().version().equals(version);
            } catch (Exception e) {
                return false; // not served yet
            }
        });
    }
}
