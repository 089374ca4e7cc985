package dev.mizzen.reconcile.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.reconcile.apply.Api;
import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.Observed.Addition;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is done to a live Deployment, and whether the watch alone suspects drift of it. */
@Clusters
class DriftIT {
    private static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: web }
            spec:
              replicas: 1
              selector: { matchLabels: { app: web } }
              template:
                metadata: { labels: { app: web } }
                spec:
                  containers:
                    - name: web
                      image: shop/web:1.0
                      env: [{ name: COLOR, value: blue }]
                      resources: { requests: { cpu: 1000m } }
            """;

    private WatchedCluster cluster;
    private KubernetesClient admin;
    private Resource deployments;
    private ObjectRef web;

    @BeforeEach
    void connect(TestCluster clusters, FreshNamespace fresh) throws Exception {
        cluster = new WatchedCluster(clusters.kubeconfig("one"), fresh.name());
        admin = clusters.client("one");
        deployments = cluster.kind("apps", "Deployment");
        web = cluster.ref("apps", "Deployment", "web");
        cluster.watching("apps", "Deployment");
    }

    @AfterEach
    void disconnect() {
        cluster.close();
    }

    /** One row of the table. */
    private record Row(String what, Edit edit, List<Suspicion.Sign> signs) {
        static Row drift(String what, Edit edit) {
            return new Row(what, edit, List.of(Suspicion.Sign.CHANGED));
        }

        static Row none(String what, Edit edit) {
            return new Row(what, edit, List.of());
        }
    }

    private interface Edit {
        void make() throws Exception;
    }

    @TestFactory
    Stream<DynamicTest> edits_are_drift_where_our_fields_left_us() {
        String container = "/spec/template/spec/containers/0";
        return Stream.of(
                        Row.none("pods rolled, status written", () -> merge("kubectl-rollout", """
                                {"spec":{"template":{"metadata":{"annotations":{"restarted":"now"}}}}}""")),
                        Row.none("our own apply repeated", () -> cluster.apply(WEB)),
                        Row.drift("image edited", () -> json("replace", container + "/image", "\"shop/web:2\"")),
                        Row.drift("scaled through the subresource", () -> scale(3)),
                        Row.drift("env removed", () -> json("remove", container + "/env", "null")),
                        Row.drift("another applier forces its value", () -> applyAs("other", "shop/web:9")),
                        Row.drift("managedFields cleared", () -> json("replace", "/metadata/managedFields", "[{}]")),
                        Row.none("the same value set by another", () -> merge("kubectl", """
                                {"spec":{"replicas":1}}""")),
                        Row.none("undeclared label added", () -> merge("kubectl-label", """
                                {"metadata":{"labels":{"team":"blue"}}}""")),
                        Row.none(
                                "undeclared container appended",
                                () -> json("add", "/spec/template/spec/containers/-", """
                                {"name":"side","image":"shop/side:1"}""")),
                        new Row("mark edited", () -> merge("kubectl", """
                                {"metadata":{"annotations":{"mizzen.dev/applied":"x"}}}"""), List.of(Suspicion.Sign.MARK_LOST)),
                        new Row("our label removed", () -> merge("kubectl", """
                                {"metadata":{"labels":{"applyset.kubernetes.io/part-of":null}}}"""), List.of(Suspicion.Sign.GONE)),
                        new Row("deleted", this::delete, List.of(Suspicion.Sign.GONE)))
                .map(row -> DynamicTest.dynamicTest(row.what(), () -> check(row)));
    }

    private void check(Row row) throws Exception {
        delete();
        await().until(() -> cluster.api.findMetadata(deployments, web).isEmpty()
                && cluster.held(web).isEmpty());
        cluster.apply(WEB);
        await().until(() -> held().health().equals(Health.HEALTHY));
        cluster.seen.forget();
        long start = System.nanoTime();
        row.edit().make();
        if (row.signs().isEmpty()) {
            awaitCaughtUp();
        } else {
            await().pollInterval(Duration.ofMillis(1))
                    .until(() -> !cluster.seen.signs(web).isEmpty());
            System.out.printf(">> %s: suspected %d ms after the edit began%n", row.what(), millisSince(start));
        }
        assertThat(cluster.seen.signs(web)).isEqualTo(row.signs());
        if (row.what().equals("deleted")) {
            assertThat(cluster.watch.of(cluster.id).objects()).isEmpty();
        }
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    /** When the newest version of the object has arrived, so has every event of it; and it must have come to rest. */
    private void awaitCaughtUp() {
        await().until(() -> {
            String version = live().path("metadata").path("resourceVersion").asString();
            return held().health().equals(Health.HEALTHY)
                    && held().resourceVersion().equals(version);
        });
    }

    private ObservedObject held() {
        return cluster.held(web).orElseThrow();
    }

    private JsonNode live() throws ApiException {
        return cluster.api.get(deployments, web);
    }

    private void json(String op, String path, String value) throws ApiException {
        String patch = "[{\"op\":\"%s\",\"path\":\"%s\",\"value\":%s}]".formatted(op, path, value);
        cluster.api.patch(
                deployments,
                web,
                "application/json-patch+json",
                JsonMapper.shared().readTree(patch),
                "kubectl-edit");
    }

    private void merge(String manager, String patch) throws ApiException {
        cluster.api.patch(
                deployments,
                web,
                "application/merge-patch+json",
                JsonMapper.shared().readTree(patch),
                manager);
    }

    private void applyAs(String manager, String image) throws ApiException {
        cluster.api.apply(
                deployments,
                web,
                cluster.marked(WEB.replace("shop/web:1.0", image)),
                Api.Apply.by(manager).forced());
    }

    private void scale(int replicas) {
        admin.apps()
                .deployments()
                .inNamespace(cluster.namespace)
                .withName("web")
                .scale(replicas);
    }

    private void delete() {
        admin.apps()
                .deployments()
                .inNamespace(cluster.namespace)
                .withName("web")
                .delete();
    }

    @Test
    void what_strangers_add_is_told_with_path_and_name() throws Exception {
        cluster.apply(WEB);

        json("add", "/spec/template/spec/containers/-", "{\"name\":\"side\",\"image\":\"shop/side:1\"}");

        await().until(() -> !held().additions().isEmpty());
        Addition added = held().additions().getFirst();
        assertThat(added.path()).isEqualTo("spec.template.spec.containers[name=\"side\"]");
        assertThat(added.manager()).isEqualTo("kubectl-edit");
        assertThat(added.when()).isPresent();
        assertThat(cluster.seen.changes)
                .anySatisfy(change -> assertThat(change.newAdditions()).containsExactly(added));
    }

    @Test
    void what_drifted_while_nobody_watched_is_suspected_at_first_sight() throws Exception {
        cluster.apply(WEB);
        cluster.watch.close();
        json("replace", "/spec/template/spec/containers/0/image", "\"shop/web:2\"");
        Seen seen = new Seen();

        try (ClusterWatch later = cluster.watch(WatchLimits.DEFAULT, seen)) {
            later.ensure(Set.of(deployments));

            assertThat(seen.signs(web)).containsExactly(Suspicion.Sign.CHANGED);
        }
    }

    @Test
    void a_value_put_back_by_a_forced_apply_of_ours_settles() throws Exception {
        cluster.apply(WEB);
        json("replace", "/spec/template/spec/containers/0/image", "\"shop/web:2\"");
        await().until(() -> !cluster.seen.signs(web).isEmpty());
        cluster.seen.forget();

        cluster.api.apply(
                deployments,
                web,
                cluster.marked(WEB),
                Api.Apply.by(WatchedCluster.MANAGER).forced());

        await().until(() -> cluster.seen.settled.contains(web));
        assertThat(cluster.seen.signs(web)).isEmpty();
    }
}
