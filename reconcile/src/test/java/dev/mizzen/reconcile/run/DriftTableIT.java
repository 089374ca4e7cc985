package dev.mizzen.reconcile.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.observe.Drift;
import dev.mizzen.reconcile.observe.Suspicion;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is done to a live Deployment of ours: whether the watch suspects it, whether requests prove it, who is told to have
 * done it and whether it is known when; and that the cluster is as Git says afterwards.
 */
@Clusters
class DriftTableIT {
    private static final String WEB = "Deployment.apps";
    private static final String CONTAINER = "/spec/template/spec/containers/0";
    private static final String BODY = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: web, labels: { app: web } }
            spec:
              replicas: 1
              selector: { matchLabels: { app: web } }
              template:
                metadata: { labels: { app: web } }
                spec:
                  containers:
                    - name: web
                      image: "shop/web:1"
                      env: [{ name: COLOR, value: blue }]
                      resources: { requests: { cpu: 1000m } }""";

    private Path kubeconfig;
    private KubernetesClient client;
    private String namespace;

    @BeforeEach
    void connect(TestCluster clusters, FreshNamespace fresh) {
        kubeconfig = clusters.kubeconfig("one");
        client = clusters.client("one");
        namespace = fresh.name();
    }

    /** Done by somebody; {@code world} is ours. */
    interface Edit {
        void by(Stranger somebody, World world) throws Exception;
    }

    /**
     * One row of the table.
     *
     * @param suspected empty if the watch finds nothing suspicious
     * @param told each field as {@code path by manager}, with {@code , time unknown} where it is; none if nothing is told
     */
    record Row(
            String what,
            Edit edit,
            Optional<Suspicion.Sign> suspected,
            Optional<Drift.Kind> proved,
            List<String> told) {
        static Row nothing(String what, Edit edit) {
            return new Row(what, edit, Optional.empty(), Optional.empty(), List.of());
        }

        static Row drift(String what, Edit edit, String... told) {
            return new Row(
                    what, edit, Optional.of(Suspicion.Sign.CHANGED), Optional.of(Drift.Kind.CHANGED), List.of(told));
        }

        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Row> table() {
        return Stream.of(
                Row.nothing("status written, pods rolled", (somebody, world) -> {
                    somebody.subresource(WEB, "web", "status", "controller", "{ status: { collisionCount: 1 } }");
                    somebody.merge(WEB, "web", "kubectl-rollout", """
                            { spec: { template: { metadata: { annotations: { restarted: now } } } } }""");
                }),
                Row.nothing("our own apply repeated", (somebody, world) -> {
                    ObjectRef ref = somebody.ref(WEB, "web");
                    var before = world.baselines.digest(World.ONE, ref);
                    world.baselines.forget(World.ONE, ref);
                    push(world);
                    assertThat(world.baselines.digest(World.ONE, ref))
                            .isPresent()
                            .isEqualTo(before);
                }),
                Row.drift(
                        "image edited",
                        (somebody, world) -> somebody.json(
                                WEB, "web", "kubectl-edit", "replace", CONTAINER + "/image", "\"evil:1\""),
                        "spec.template.spec.containers[name=\"web\"].image by kubectl-edit"),
                Row.drift(
                        "whole object replaced",
                        (somebody, world) -> somebody.replace(
                                WEB,
                                "web",
                                "kubectl-replace",
                                body -> ((ObjectNode) body.at(CONTAINER)).put("image", "evil:1")),
                        "spec.template.spec.containers[name=\"web\"].image by kubectl-replace"),
                Row.drift(
                        "scaled through the scale subresource",
                        (somebody, world) -> somebody.scale("web", "kubectl", 3),
                        "spec.replicas by kubectl, time unknown"),
                Row.drift(
                        "env removed by JSON patch",
                        (somebody, world) ->
                                somebody.json(WEB, "web", "kubectl-edit", "remove", CONTAINER + "/env", "null"),
                        "spec.template.spec.containers[name=\"web\"].env by unknown, time unknown"),
                Row.drift(
                        "another server-side applier forces its value",
                        (somebody, world) -> somebody.apply("other", BODY.replace("shop/web:1", "evil:1")),
                        "spec.template.spec.containers[name=\"web\"].image by other"),
                Row.drift(
                        "managedFields cleared",
                        (somebody, world) ->
                                somebody.json(WEB, "web", "kubectl-edit", "replace", "/metadata/managedFields", "[{}]"),
                        "metadata.managedFields by unknown, time unknown"),
                Row.nothing(
                        "the same value set by another, also cpu: 1 for 1000m",
                        (somebody, world) -> somebody.apply("other", BODY.replace("1000m", "\"1\""))),
                new Row(
                        "the same value taken by an applier that writes it as we do",
                        (somebody, world) -> somebody.apply("other", BODY),
                        Optional.of(Suspicion.Sign.CHANGED),
                        Optional.empty(),
                        List.of()),
                Row.nothing(
                        "undeclared label added",
                        (somebody, world) -> somebody.merge(
                                WEB, "web", "kubectl-label", "{ metadata: { labels: { team: blue } } }")),
                new Row(
                        "undeclared container appended to the list",
                        (somebody, world) -> somebody.json(
                                WEB,
                                "web",
                                "kubectl-edit",
                                "add",
                                "/spec/template/spec/containers/-",
                                "{\"name\":\"side\",\"image\":\"side:1\"}"),
                        Optional.empty(),
                        Optional.of(Drift.Kind.ADDITION),
                        List.of("spec.template.spec.containers[name=\"side\"] by kubectl-edit")),
                new Row(
                        "our label removed",
                        (somebody, world) -> somebody.merge(
                                WEB,
                                "web",
                                "kubectl-label",
                                "{ metadata: { labels: { applyset.kubernetes.io/part-of: null } } }"),
                        Optional.of(Suspicion.Sign.GONE),
                        Optional.of(Drift.Kind.CHANGED),
                        List.of("metadata.labels[\"applyset.kubernetes.io/part-of\"] by unknown, time unknown")),
                new Row(
                        "our mark removed",
                        (somebody, world) -> somebody.merge(
                                WEB,
                                "web",
                                "kubectl-annotate",
                                "{ metadata: { annotations: { mizzen.dev/applied: null } } }"),
                        Optional.of(Suspicion.Sign.MARK_LOST),
                        Optional.of(Drift.Kind.CHANGED),
                        List.of("metadata.annotations[\"mizzen.dev/applied\"] by unknown, time unknown")),
                new Row(
                        "deleted",
                        (somebody, world) -> somebody.delete(WEB, "web"),
                        Optional.of(Suspicion.Sign.GONE),
                        Optional.of(Drift.Kind.DELETED),
                        List.of()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void watched(Row row) throws Exception {
        try (World world = new World(namespace, Baselines.inMemory()).with(kubeconfig);
                Stranger somebody = new Stranger(kubeconfig, client, namespace)) {
            ObjectRef web = begin(world, somebody);

            row.edit().by(somebody, world);

            if (row.suspected().isPresent()) {
                await().atMost(World.SOON).until(() -> !world.suspicions.isEmpty());
            } else {
                caughtUp(world, somebody, web);
            }
            assertThat(world.suspicions.stream().map(Suspicion::sign).distinct())
                    .containsExactlyElementsOf(row.suspected().stream().toList());
            world.requests.clear();
            push(world);
            isToldAndMended(row, world, somebody);
        }
    }

    /** The same where no watch was there to see it: at the next start each delivery runs once. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void unwatched(Row row) throws Exception {
        Baselines kept = Baselines.inMemory();
        try (Stranger somebody = new Stranger(kubeconfig, client, namespace)) {
            try (World world = new World(namespace, kept).with(kubeconfig)) {
                begin(world, somebody);
                if (row.what().equals("our own apply repeated")) {
                    row.edit().by(somebody, world);
                }
            }
            if (!row.what().equals("our own apply repeated")) {
                try (World nobody = new World(namespace, kept)) {
                    row.edit().by(somebody, nobody);
                }
            }
            try (World world = new World(namespace, kept).with(kubeconfig)) {
                push(world);
                isToldAndMended(row, world, somebody);
            }
        }
    }

    private static ObjectRef begin(World world, Stranger somebody) throws Exception {
        ObjectRef web = somebody.ref(WEB, "web");
        push(world);
        await().atMost(World.SOON)
                .until(() -> world.site()
                        .watched()
                        .find(web)
                        .filter(o -> o.health().equals(Health.HEALTHY))
                        .isPresent());
        caughtUp(world, somebody, web);
        world.suspicions.clear();
        return web;
    }

    private static void isToldAndMended(Row row, World world, Stranger somebody) throws Exception {
        assertThat(world.drifts.stream().map(Drift::kind))
                .containsExactlyElementsOf(row.proved().stream().toList());
        assertThat(world.drifts.stream()
                        .flatMap(drift -> drift.fields().stream())
                        .map(DriftTableIT::words))
                .containsExactlyElementsOf(row.told());
        JsonNode live = somebody.live(WEB, "web");
        assertThat(live.at(CONTAINER + "/image").asString()).isEqualTo("shop/web:1");
        assertThat(live.at(CONTAINER + "/env/0/value").asString()).isEqualTo("blue");
        assertThat(live.at("/spec/replicas").asInt()).isEqualTo(1);
        assertThat(live.at("/metadata/annotations").has("mizzen.dev/applied")).isTrue();
        assertThat(live.at("/metadata/labels").has("applyset.kubernetes.io/part-of"))
                .isTrue();
        assertThat(somebody.managers(WEB, "web")).contains("mizzen Apply");
        world.requests.clear();
        push(world);
        assertThat(world.requests).as("and there is nothing left to do").isEmpty();
    }

    private static String words(Drift.Field field) {
        return field.path() + " by " + field.manager() + (field.when().isPresent() ? "" : ", time unknown");
    }

    private static void push(World world) {
        assertThat(world.push("web", Map.of("web", BODY))).isInstanceOf(Outcome.Synced.class);
    }

    /** When the newest version of the object has arrived and it has come to rest, so has every event of it. */
    private static void caughtUp(World world, Stranger somebody, ObjectRef ref) {
        await().atMost(World.SOON).until(() -> {
            Optional<ObservedObject> held = world.site().watched().find(ref);
            String version =
                    somebody.live(WEB, "web").at("/metadata/resourceVersion").asString();
            return held.filter(o ->
                            o.resourceVersion().equals(version) && o.health().equals(Health.HEALTHY))
                    .isPresent();
        });
    }
}
