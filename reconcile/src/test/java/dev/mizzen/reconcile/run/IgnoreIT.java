package dev.mizzen.reconcile.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.reconcile.apply.ApiLimits;
import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.reconcile.apply.ClusterAccess;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.spec.Environment;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Fields that are left to others: Git's value is the first one, and afterwards whoever takes them has them. */
@Clusters
class IgnoreIT {
    private static final String SETTINGS = """
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: settings }
            data: { color: %s, size: %s }""";
    private static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: web }
            spec:
              replicas: 0
              selector: { matchLabels: { app: web } }
              template:
                metadata: { labels: { app: web } }
                spec:
                  containers:
                    - { name: web, image: "web:%1$s", args: [--port, "80"], env: [{ name: A, value: a%1$s }] }
                    - { name: side, image: "side:%1$s" }""";

    private World world;
    private Stranger stranger;
    private Runnable afterRead = () -> {};
    private Runnable afterConflict = () -> {};

    @BeforeEach
    void start(TestCluster clusters, FreshNamespace fresh) throws Exception {
        stranger = new Stranger(clusters.kubeconfig("one"), clusters.client("one"), fresh.name());
        world = new World(fresh.name(), Baselines.inMemory())
                .with(
                        World.ONE,
                        new ClusterAccess.Kubeconfig(clusters.kubeconfig("one"), Optional.empty()),
                        ApiLimits.DEFAULT,
                        this::answered);
        world.ignore = List.of(ignore("ConfigMap", "/data/color"));
    }

    /** Something happens right after a read of ours, or after an apply that met a conflict, once. */
    private void answered(ClusterName cluster, String verb, String kind, int status, Duration took) {
        if (verb.equals("get")) {
            Runnable once = afterRead;
            afterRead = () -> {};
            once.run();
        } else if (verb.equals("patch") && status == 409) {
            Runnable once = afterConflict;
            afterConflict = () -> {};
            once.run();
        }
    }

    @AfterEach
    void stop() {
        world.close();
        stranger.close();
    }

    static Environment.Ignore ignore(String kind, String path) {
        return new Environment.Ignore(kind, path, new Position("environments/test/environment.yaml", 1, 1));
    }

    @Test
    void what_another_takes_is_his_and_no_drift_and_costs_nothing_further() throws Exception {
        push("blue", "s");
        assertThat(color()).as("at first Git's value is sent").isEqualTo("blue");

        edit("red");
        await().atMost(World.SOON).until(() -> !world.suspicions.isEmpty());
        world.requests.clear();
        push("blue", "s");
        assertThat(world.requests).containsExactly("get configmaps", "dry-run configmaps");
        assertThat(world.drifts).as("neither a drift nor an addition").isEmpty();

        world.requests.clear();
        push("blue", "s");
        assertThat(world.requests).isEmpty();
        push("blue", "m");
        assertThat(world.requests).as("a release is one PATCH").containsExactly("patch configmaps");
        push("green", "m");
        assertThat(world.requests).as("another value in Git is no release").hasSize(1);
        assertThat(color()).isEqualTo("red");
        assertThat(data("size")).isEqualTo("m");
        assertThat(world.drifts).isEmpty();
    }

    @Test
    void what_nobody_took_is_sent_as_it_is_and_costs_one_read() throws Exception {
        push("blue", "s");
        world.requests.clear();

        push("green", "m");

        assertThat(world.requests).containsExactly("get configmaps", "patch configmaps");
        assertThat(color()).isEqualTo("blue");
        assertThat(data("size")).isEqualTo("m");
    }

    @Test
    void what_git_says_no_more_stays() throws Exception {
        push("blue", "s");

        push("""
                apiVersion: v1
                kind: ConfigMap
                metadata: { name: settings }
                data: { size: m }""");

        assertThat(color()).isEqualTo("blue");
        assertThat(data("size")).isEqualTo("m");
    }

    @Test
    void what_is_taken_between_our_read_and_our_apply_is_left() throws Exception {
        push("blue", "s");
        afterRead = () -> edit("red");
        world.requests.clear();

        push("blue", "m");

        assertThat(world.requests).containsExactly("get configmaps", "patch configmaps", "patch configmaps");
        assertThat(color()).isEqualTo("red");
        assertThat(data("size")).isEqualTo("m");
    }

    @Test
    void force_for_another_field_takes_nothing_that_is_left_to_others() throws Exception {
        push("blue", "s");
        stranger.merge("ConfigMap", "settings", "kubectl-edit", "{ data: { size: xl } }");
        await().atMost(World.SOON).until(() -> !world.suspicions.isEmpty());
        afterRead = () -> edit("red");

        push("blue", "s");

        assertThat(data("size")).isEqualTo("s");
        assertThat(color()).isEqualTo("red");
        assertThat(world.drifts).hasSize(1);
        assertThat(world.drifts.getFirst().fields())
                .extracting(field -> field.path())
                .containsExactly("data.size");
    }

    @Test
    void force_is_bound_to_what_was_read() throws Exception {
        push("blue", "s");
        stranger.merge("ConfigMap", "settings", "kubectl-edit", "{ data: { size: xl } }");
        await().atMost(World.SOON).until(() -> !world.suspicions.isEmpty());
        afterConflict = () -> afterRead = () -> edit("red");
        world.requests.clear();

        push("blue", "s");

        assertThat(world.requests)
                .as("proved, refused, read, refused since somebody wrote meanwhile, read again, forced")
                .containsExactly(
                        "get configmaps",
                        "dry-run configmaps",
                        "patch configmaps",
                        "get configmaps",
                        "patch configmaps",
                        "get configmaps",
                        "patch configmaps");
        assertThat(data("size")).isEqualTo("s");
        assertThat(color()).isEqualTo("red");
    }

    @Test
    void an_object_that_is_deleted_comes_back_with_gits_value() throws Exception {
        push("blue", "s");
        edit("red");
        stranger.delete("ConfigMap", "settings");
        await().atMost(World.SOON)
                .until(() ->
                        world.site().watched().find(world.configMap("settings")).isEmpty());

        push("blue", "s");

        assertThat(color()).isEqualTo("blue");
    }

    @Test
    void a_lost_store_makes_no_difference() throws Exception {
        push("blue", "s");
        edit("red");
        world.baselines.forget(World.ONE, world.configMap("settings"));

        push("blue", "m");

        assertThat(color()).isEqualTo("red");
        assertThat(data("size")).isEqualTo("m");
    }

    @Test
    void an_adopted_object_keeps_what_is_left_to_others() throws Exception {
        stranger.apply("someone", SETTINGS.formatted("red", "s"));

        push("blue", "s");

        assertThat(color()).isEqualTo("red");
        assertThat(world.drifts).isEmpty();
    }

    @Test
    void a_pointer_counts_in_gits_list_and_a_list_of_one_owner_is_left_as_a_whole() throws Exception {
        world.ignore = List.of(
                ignore("Deployment.apps", "/spec/template/spec/containers/1/image"),
                ignore("Deployment", "/spec/template/spec/containers/0/args/1"),
                ignore("Deployment", "/spec/template/spec/containers/0/env/0/value"));
        push(WEB.formatted(1));
        stranger.json("Deployment.apps", "web", "injector", "add", "/spec/template/spec/containers/0", """
                {"name":"proxy","image":"proxy:1"}""");
        String container = "/spec/template/spec/containers/";
        stranger.json("Deployment.apps", "web", "kubectl-edit", "replace", container + "2/image", "\"side:mine\"");
        stranger.json("Deployment.apps", "web", "kubectl-edit", "replace", container + "1/args", "[\"mine\"]");
        await().atMost(World.SOON).until(() -> !world.suspicions.isEmpty());

        push(WEB.formatted(2));
        push(WEB.formatted(2));

        JsonNode containers = stranger.live("Deployment.apps", "web").at("/spec/template/spec/containers");
        assertThat(containers.path(1).path("image").asString()).isEqualTo("web:2");
        assertThat(containers.path(1).path("args").toString()).isEqualTo("[\"mine\"]");
        assertThat(containers.at("/1/env/0/value").asString())
                .as("nobody took it: it is as it was")
                .isEqualTo("a1");
        assertThat(containers.path(2).path("image").asString()).isEqualTo("side:mine");
        assertThat(world.drifts)
                .as("the proxy is an addition, what is left to others is none")
                .allSatisfy(drift -> assertThat(drift.fields())
                        .extracting(field -> field.path())
                        .containsExactly("spec.template.spec.containers[name=\"proxy\"]"));
    }

    private void push(String color, String size) {
        push(SETTINGS.formatted(color, size));
    }

    private void push(String yaml) {
        assertThat(world.push("web", Map.of("a", yaml))).isInstanceOf(Outcome.Synced.class);
    }

    private void edit(String color) {
        try {
            stranger.merge("ConfigMap", "settings", "kubectl-edit", "{ data: { color: %s } }".formatted(color));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private String color() throws Exception {
        return data("color");
    }

    private String data(String key) throws Exception {
        return stranger.live("ConfigMap", "settings").path("data").path(key).asString();
    }
}
