package dev.mizzen.reconcile.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.reconcile.apply.ApiLimits;
import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.reconcile.apply.ClusterAccess;
import dev.mizzen.reconcile.observe.Drift;
import dev.mizzen.reconcile.observe.Fights;
import dev.mizzen.reconcile.spec.Environment;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What strangers add to our objects: a container, an entry of env, a key, a port. */
@Clusters
class AdditionsIT {
    private static final Map<String, String> SHOP = Map.of(
            "web", """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: { name: web }
                    spec:
                      replicas: 0
                      selector: { matchLabels: { app: web } }
                      template:
                        metadata: { labels: { app: web } }
                        spec: { containers: [{ name: web, image: "web:1", env: [{ name: A, value: a }] }] }""",
            "settings", """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: { name: settings }
                    data: { k: "1" }""",
            "service", """
                    apiVersion: v1
                    kind: Service
                    metadata: { name: web }
                    spec: { selector: { app: web }, ports: [{ name: http, port: 80 }] }""");

    private World world;
    private Stranger stranger;
    private volatile Runnable beforePatch = () -> {};

    @BeforeEach
    void start(TestCluster clusters, FreshNamespace fresh) throws Exception {
        stranger = new Stranger(clusters.kubeconfig("one"), clusters.client("one"), fresh.name());
        world = new World(fresh.name(), Baselines.inMemory())
                .with(
                        World.ONE,
                        new ClusterAccess.Kubeconfig(clusters.kubeconfig("one"), Optional.empty()),
                        ApiLimits.DEFAULT,
                        (cluster, verb, kind, status, took) -> {
                            if (verb.equals("get")) {
                                Runnable once = beforePatch;
                                beforePatch = () -> {};
                                once.run();
                            }
                        });
        push();
    }

    @AfterEach
    void stop() {
        world.close();
        stranger.close();
    }

    @Test
    void additions_are_told_once_with_path_and_manager_and_stay() throws Exception {
        add();

        push();
        push();

        Map<String, String> told = new LinkedHashMap<>();
        world.drifts.forEach(drift -> {
            assertThat(drift.kind()).isEqualTo(Drift.Kind.ADDITION);
            drift.fields()
                    .forEach(field ->
                            assertThat(told.put(field.path(), field.manager())).isNull());
        });
        assertThat(told)
                .containsOnly(
                        Map.entry("spec.template.spec.containers[name=\"side\"]", "kubectl-edit"),
                        Map.entry("spec.template.spec.containers[name=\"web\"].env[name=\"B\"]", "kubectl-edit"),
                        Map.entry("data.more", "kubectl-patch"),
                        Map.entry("spec.ports[port=81,protocol=\"TCP\"]", "kubectl-edit"));
        assertThat(added()).hasSize(4);
    }

    @Test
    void additions_that_are_ignored_are_not_told() throws Exception {
        world.additions = Environment.Additions.IGNORE;
        add();

        push();

        assertThat(world.drifts).isEmpty();
        assertThat(added()).hasSize(4);
    }

    @Test
    void additions_are_removed_and_nothing_else_and_we_own_no_more_than_before() throws Exception {
        world.additions = Environment.Additions.REMOVE;
        List<String> before = stranger.managers("Deployment.apps", "web");
        add();
        stranger.merge("ConfigMap", "settings", "kubectl-label", "{ metadata: { labels: { team: blue } } }");

        push();

        assertThat(added()).isEmpty();
        assertThat(world.drifts).hasSize(3).extracting(Drift::kind).containsOnly(Drift.Kind.ADDITION_REMOVED);
        assertThat(stranger.live("ConfigMap", "settings")
                        .at("/metadata/labels/team")
                        .asString())
                .as("labels are nobody's business")
                .isEqualTo("blue");
        assertThat(stranger.live("ConfigMap", "settings").at("/data/k").asString())
                .isEqualTo("1");
        assertThat(stranger.managers("Deployment.apps", "web"))
                .doesNotContain("mizzen Update", "kubectl-edit Update")
                .containsAll(before);
        assertThat(stranger.managers("ConfigMap", "settings")).doesNotContain("mizzen Update");
        assertThat(stranger.managers("Service", "web")).doesNotContain("mizzen Update");
        world.requests.clear();
        push();
        assertThat(world.requests).as("and it is over").isEmpty();
    }

    @Test
    void what_was_added_while_something_else_drifted_is_removed_too() throws Exception {
        world.additions = Environment.Additions.REMOVE;
        stranger.merge("ConfigMap", "settings", "kubectl-edit", "{ data: { k: theirs, more: theirs } }");
        await().atMost(World.SOON).until(() -> !world.suspicions.isEmpty());

        push();

        assertThat(stranger.live("ConfigMap", "settings").path("data").propertyNames())
                .containsExactly("k");
        assertThat(stranger.live("ConfigMap", "settings").at("/data/k").asString())
                .isEqualTo("1");
        assertThat(world.drifts)
                .extracting(Drift::kind)
                .containsExactly(Drift.Kind.CHANGED, Drift.Kind.ADDITION_REMOVED);
    }

    @Test
    void additions_are_only_told_where_drift_is_only_told() throws Exception {
        world.additions = Environment.Additions.REMOVE;
        world.mode = Environment.Mode.ALERT;
        add();

        push();

        assertThat(added()).hasSize(4);
        assertThat(world.drifts).isNotEmpty().extracting(Drift::kind).containsOnly(Drift.Kind.ADDITION);
        assertThat(world.drifts).extracting(Drift::mode).containsOnly(Environment.Mode.ALERT);
    }

    @Test
    void an_object_that_changes_meanwhile_is_read_anew() throws Exception {
        world.additions = Environment.Additions.REMOVE;
        stranger.merge("ConfigMap", "settings", "kubectl-edit", "{ data: { more: theirs } }");
        seen("settings");
        beforePatch = () -> quietly(() -> stranger.merge(
                "ConfigMap", "settings", "kubectl-edit", "{ data: { a-first: theirs, zlast: theirs } }"));

        push();

        assertThat(stranger.live("ConfigMap", "settings").path("data").propertyNames())
                .containsExactly("k");
    }

    @Test
    void what_is_taken_from_us_while_we_remove_is_not_removed() throws Exception {
        world.additions = Environment.Additions.REMOVE;
        stranger.merge("ConfigMap", "settings", "kubectl-edit", "{ data: { more: theirs } }");
        seen("settings");
        beforePatch =
                () -> quietly(() -> stranger.merge("ConfigMap", "settings", "kubectl-edit", "{ data: { k: theirs } }"));

        push();

        assertThat(stranger.live("ConfigMap", "settings").path("data").propertyNames())
                .contains("k");
        await().atMost(World.SOON).untilAsserted(() -> {
            push();
            assertThat(stranger.live("ConfigMap", "settings").path("data").propertyNames())
                    .containsExactly("k");
            assertThat(stranger.live("ConfigMap", "settings").at("/data/k").asString())
                    .isEqualTo("1");
        });
    }

    @Test
    void whoever_adds_the_same_again_and_again_is_named_and_left_alone() throws Exception {
        world.additions = Environment.Additions.REMOVE;
        for (int i = 0; i < 3; i++) {
            stranger.merge("ConfigMap", "settings", "injector", "{ data: { more: theirs } }");
            seen("settings");
            world.push("web", SHOP);
        }

        assertThat(world.fights).extracting(Fights.Fight::manager).containsExactly("injector");
        assertThat(world.push("web", SHOP))
                .isInstanceOfSatisfying(
                        Outcome.Waiting.class,
                        o -> assertThat(o.message()).contains("\"injector\" adds data.more again and again"));
        assertThat(added()).containsExactly("more");
    }

    @Test
    void what_is_added_on_purpose_stays() throws Exception {
        world.additions = Environment.Additions.REMOVE;
        stranger.merge("ConfigMap", "settings", "cainjector", "{ data: { ca.crt: theirs } }");
        await().atMost(World.SOON)
                .until(() -> stranger.live("ConfigMap", "settings")
                        .at("/metadata/resourceVersion")
                        .asString()
                        .equals(world.site()
                                .watched()
                                .find(world.configMap("settings"))
                                .orElseThrow()
                                .resourceVersion()));

        push();

        assertThat(stranger.live("ConfigMap", "settings").path("data").propertyNames())
                .containsExactlyInAnyOrder("k", "ca.crt");
        assertThat(world.drifts).isEmpty();
    }

    private void push() {
        assertThat(world.push("web", SHOP)).isInstanceOf(Outcome.Synced.class);
    }

    private void add() throws Exception {
        String pod = "/spec/template/spec/";
        stranger.json(
                "Deployment.apps",
                "web",
                "kubectl-edit",
                "add",
                pod + "containers/0",
                "{\"name\":\"side\",\"image\":\"side:1\"}");
        stranger.json(
                "Deployment.apps",
                "web",
                "kubectl-edit",
                "add",
                pod + "containers/1/env/0",
                "{\"name\":\"B\",\"value\":\"b\"}");
        stranger.merge("ConfigMap", "settings", "kubectl-patch", "{ data: { more: theirs } }");
        stranger.json("Service", "web", "kubectl-edit", "add", "/spec/ports/0", "{\"name\":\"x\",\"port\":81}");
        seen("settings");
        await().atMost(World.SOON)
                .until(() -> world.site().watched().marked().stream()
                                .mapToInt(o -> o.additions().size())
                                .sum()
                        >= 4);
    }

    private void seen(String configMap) {
        await().atMost(World.SOON)
                .until(() -> world.site()
                        .watched()
                        .find(world.configMap(configMap))
                        .filter(o -> !o.additions().isEmpty())
                        .isPresent());
    }

    /** What is there and is not Git's. */
    private Set<String> added() throws Exception {
        Set<String> added = new TreeSet<>();
        JsonNode pod = stranger.live("Deployment.apps", "web").at("/spec/template/spec");
        for (JsonNode container : pod.path("containers")) {
            container.path("env").forEach(entry -> added.add(entry.path("name").asString()));
            added.add(container.path("name").asString());
        }
        added.addAll(stranger.live("ConfigMap", "settings").path("data").propertyNames());
        stranger.live("Service", "web")
                .at("/spec/ports")
                .forEach(port -> added.add(port.path("name").asString()));
        added.removeAll(Set.of("web", "A", "k", "http"));
        return added;
    }

    private static void quietly(Callable<?> call) {
        try {
            call.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
