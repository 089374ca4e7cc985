package dev.mizzen.reconcile.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who says how many replicas there are. */
@Clusters
class ScalerIT {
    private static final String AUTOSCALER = """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: { name: web }
            spec:
              minReplicas: 1
              maxReplicas: 20
              scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }""";

    private World world;
    private Stranger stranger;

    @BeforeEach
    void start(TestCluster clusters, FreshNamespace fresh) throws Exception {
        stranger = new Stranger(clusters.kubeconfig("one"), clusters.client("one"), fresh.name());
        world = new World(fresh.name(), Baselines.inMemory()).with(clusters.kubeconfig("one"));
    }

    @AfterEach
    void stop() {
        world.close();
        stranger.close();
    }

    private static String web(String image, String replicas) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: { name: web }
                spec:
                  %s
                  selector: { matchLabels: { app: web } }
                  template:
                    metadata: { labels: { app: web } }
                    spec: { containers: [{ name: web, image: "%s" }] }""".formatted(replicas.isEmpty() ? "" : "replicas: " + replicas, image);
    }

    @Test
    void replicas_are_an_autoscalers_of_the_release_for_as_long_as_it_is_there() throws Exception {
        push(web("web:1", "3"));
        assertThat(replicas()).isEqualTo(3);

        push(web("web:1", "3"), AUTOSCALER);
        assertThat(replicas()).as("an autoscaler that comes resets nothing").isEqualTo(3);
        stranger.scale("web", "kube-controller-manager", 7);
        await().atMost(World.SOON).until(() -> !world.suspicions.isEmpty());
        push(web("web:1", "3"), AUTOSCALER);
        world.requests.clear();
        push(web("web:2", "3"), AUTOSCALER);
        assertThat(world.requests).containsExactly("patch deployments");
        assertThat(replicas()).isEqualTo(7);
        assertThat(image()).isEqualTo("web:2");

        push(web("web:2", ""), AUTOSCALER);
        assertThat(replicas()).as("Git says nothing any more").isEqualTo(7);

        push(web("web:2", ""));
        assertThat(replicas())
                .as("the autoscaler is gone, and Git says nothing")
                .isEqualTo(7);
        push(web("web:2", "3"));
        assertThat(replicas()).as("ours again").isEqualTo(3);
        assertThat(world.drifts).isEmpty();
    }

    @Test
    void an_autoscaler_that_leaves_git_gives_the_replicas_back() throws Exception {
        push(web("web:1", "3"), AUTOSCALER);
        stranger.scale("web", "kube-controller-manager", 7);

        push(web("web:1", "3"));

        assertThat(replicas()).isEqualTo(3);
        assertThat(world.drifts).isEmpty();
        stranger.scale("web", "kubectl", 5);
        await().atMost(World.SOON).until(() -> !world.suspicions.isEmpty());
        push(web("web:1", "3"));
        assertThat(replicas()).as("and what others do to them is drift").isEqualTo(3);
        assertThat(world.drifts).hasSize(1);
    }

    @Test
    void what_git_says_no_more_stays_also_without_an_autoscaler() throws Exception {
        push(web("web:1", "3"));
        world.requests.clear();

        push(web("web:2", ""));

        assertThat(world.requests)
                .as("one read for the live value")
                .containsExactly("get deployments", "patch deployments");
        assertThat(replicas()).isEqualTo(3);
        stranger.scale("web", "kubectl", 5);
        await().atMost(World.SOON).until(() -> !world.suspicions.isEmpty());
        push(web("web:2", ""));
        push(web("web:3", ""));
        assertThat(replicas()).isEqualTo(5);
        assertThat(world.drifts).isEmpty();
    }

    @Test
    void an_autoscaler_that_only_the_cluster_knows_is_left_alone_too() throws Exception {
        push(web("web:1", "3"));
        stranger.apply("kubectl", AUTOSCALER);
        stranger.scale("web", "kube-controller-manager", 7);
        await().atMost(World.SOON).until(() -> !world.suspicions.isEmpty());

        push(web("web:1", "3"));
        push(web("web:2", "3"));

        assertThat(replicas()).isEqualTo(7);
        assertThat(image()).isEqualTo("web:2");
        assertThat(world.drifts).isEmpty();

        stranger.delete("HorizontalPodAutoscaler.autoscaling", "web");
        push(web("web:3", "3"));
        assertThat(replicas()).as("nobody scales it any more").isEqualTo(3);
    }

    @Test
    void a_known_scaler_without_an_autoscaler_is_drift() throws Exception {
        push(web("web:1", "3"));
        stranger.scale("web", "kube-controller-manager", 7);
        await().atMost(World.SOON).until(() -> !world.suspicions.isEmpty());

        push(web("web:1", "3"));

        assertThat(replicas()).isEqualTo(3);
        assertThat(world.drifts.getFirst().fields().getFirst().manager()).isEqualTo("kube-controller-manager");
    }

    @Test
    void a_workload_comes_with_its_autoscaler_and_with_gits_replicas() throws Exception {
        push(web("web:1", "3"), AUTOSCALER);

        assertThat(replicas()).isEqualTo(3);
    }

    private void push(String deployment) {
        push(Map.of("web", deployment));
    }

    private void push(String deployment, String autoscaler) {
        Map<String, String> components = new LinkedHashMap<>();
        components.put("web", deployment);
        components.put("scaler", autoscaler);
        push(components);
    }

    private void push(Map<String, String> components) {
        assertThat(world.push("web", components)).isInstanceOf(Outcome.Synced.class);
    }

    private int replicas() throws Exception {
        return live().at("/spec/replicas").asInt();
    }

    private String image() throws Exception {
        return live().at("/spec/template/spec/containers/0/image").asString();
    }

    private JsonNode live() throws Exception {
        return stranger.live("Deployment.apps", "web");
    }
}
