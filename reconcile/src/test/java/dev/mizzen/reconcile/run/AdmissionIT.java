package dev.mizzen.reconcile.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.MutatingWebhook;
import dev.mizzen.testkit.cluster.TestCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A real webhook changes what we apply, on its way in. */
@Clusters
class AdmissionIT {
    private static final int EVENTS = 60;
    private static final String CONTAINERS = "/spec/template/spec/containers";
    private static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: web }
            spec:
              replicas: 5
              selector: { matchLabels: { app: web } }
              template:
                metadata: { labels: { app: web } }
                spec:
                  containers:
                    - name: web
                      image: "docker.io/shop/web:%s"
                      ports: [{ containerPort: 80 }]
                      resources: { requests: { cpu: 1000m, memory: 1024Mi } }""";

    private final KubernetesClient client;
    private final Path kubeconfig;
    private final String namespace;

    @TempDir
    private Path directory;

    private World world;
    private Stranger stranger;

    AdmissionIT(TestCluster clusters, FreshNamespace fresh) {
        client = clusters.client("one");
        kubeconfig = clusters.kubeconfig("one");
        namespace = fresh.name();
    }

    @BeforeEach
    void start() throws Exception {
        stranger = new Stranger(kubeconfig, client, namespace);
        world = new World(namespace, Baselines.inMemory()).with(kubeconfig);
    }

    @AfterEach
    void stop() {
        world.close();
        stranger.close();
    }

    /** As a cluster with a registry of its own, and a cap on replicas. */
    private static void mirrorAndCap(JsonNode object, ArrayNode patch) {
        String image = object.at(CONTAINERS + "/0/image").asString();
        if (image.startsWith("docker.io/")) {
            replace(patch, CONTAINERS + "/0/image").put("value", image.replace("docker.io/", "mirror.local/"));
        }
        if (object.at("/spec/replicas").asInt() > 2) {
            replace(patch, "/spec/replicas").put("value", 2);
        }
    }

    private static ObjectNode replace(ArrayNode patch, String path) {
        return patch.addObject().put("op", "replace").put("path", path);
    }

    @Test
    void what_admission_changes_is_told_at_each_apply_and_is_no_drift() throws Exception {
        try (MutatingWebhook webhook = webhook("apps/deployments", AdmissionIT::mirrorAndCap)) {
            String subject =
                    "cluster one: component \"web\": apps/Deployment/" + namespace + "/web: admission changed ";
            List<String> warnings = List.of(
                    subject + "spec.replicas: declared \"5\", became \"2\"",
                    subject
                            + "spec.template.spec.containers[name=\"web\"].image: declared \"docker.io/shop/web:1\", became"
                            + " \"mirror.local/shop/web:1\"");
            assertThat(push("1").stream().map(Problem::message)).containsExactlyInAnyOrderElementsOf(warnings);
            assertThat(webhook.asked()).isPositive();
            world.writes();

            for (int i = 0; i < EVENTS; i++) {
                stranger.merge(
                        "Deployment.apps",
                        "web",
                        "annotator",
                        "{ metadata: { annotations: { at: \"%d\" } } }".formatted(i));
                stranger.subresource(
                        "Deployment.apps",
                        "web",
                        "status",
                        "controller",
                        "{ status: { collisionCount: %d } }".formatted(i));
            }
            caughtUp();
            assertThat(push("1")).as("it is still true").hasSize(2);
            assertThat(world.writes()).as("no loop of applies").isEmpty();
            assertThat(world.suspicions).isEmpty();
            assertThat(world.drifts).isEmpty();

            assertThat(push("2").stream().map(Problem::message))
                    .anyMatch(m -> m.endsWith("became \"mirror.local/shop/web:2\""));
            assertThat(world.writes()).containsExactly("patch deployments");
            assertThat(world.drifts).isEmpty();
        }
        assertThat(push("3")).as("without the webhook all is as declared").isEmpty();
    }

    @Test
    void a_real_edit_beside_it_is_drift_and_only_that() throws Exception {
        try (MutatingWebhook webhook = webhook("apps/deployments", AdmissionIT::mirrorAndCap)) {
            push("1");
            String cpu = CONTAINERS + "/0/resources/requests/cpu";
            stranger.json("Deployment.apps", "web", "kubectl-edit", "replace", cpu, "\"2\"");
            await().atMost(World.SOON).until(() -> !world.suspicions.isEmpty());

            push("1");

            assertThat(world.drifts).hasSize(1);
            assertThat(world.drifts.getFirst().fields())
                    .extracting(field -> field.path())
                    .allMatch(path -> path.endsWith("requests.cpu"));
            assertThat(webhook.asked()).isPositive();
        }
    }

    @Test
    void a_webhook_that_answers_otherwise_each_time_makes_no_drift_of_it() throws Exception {
        int[] count = {0};
        try (MutatingWebhook webhook = webhook(
                "/configmaps", (object, patch) -> replace(patch, "/data/stamp").put("value", "stamp-" + ++count[0]))) {
            String map = """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: { name: a }
                    data: { stamp: none, k: "1" }""";
            pushed(map);
            stranger.merge("ConfigMap", "a", "kubectl-edit", "{ data: { k: theirs } }");
            await().atMost(World.SOON).until(() -> !world.suspicions.isEmpty());

            pushed(map);

            assertThat(world.drifts.getFirst().fields())
                    .extracting(field -> field.path())
                    .containsExactly("data.k");
            assertThat(webhook.asked()).isGreaterThan(2);
        }
    }

    @Test
    void no_value_of_a_secret_is_told() throws Exception {
        try (MutatingWebhook webhook = webhook(
                "/secrets", (object, patch) -> replace(patch, "/data/password").put("value", "Y2hhbmdlZA=="))) {
            List<Problem> warnings = pushed("""
                    apiVersion: v1
                    kind: Secret
                    metadata: { name: s }
                    data: { password: b3JpZ2luYWw= }""");

            assertThat(warnings).hasSize(1);
            assertThat(warnings.getFirst().message())
                    .endsWith("admission changed data.password: declared \"***\", became \"***\"");
            assertThat(webhook.asked()).isPositive();
        }
    }

    @Test
    void an_injected_sidecar_is_neither_a_warning_nor_drift() throws Exception {
        try (MutatingWebhook webhook = webhook("apps/deployments", (object, patch) -> {
            if (object.at(CONTAINERS).size() == 1) {
                patch.addObject()
                        .put("op", "add")
                        .put("path", CONTAINERS + "/0")
                        .putObject("value")
                        .put("name", "proxy")
                        .put("image", "proxy:1");
            }
        })) {
            assertThat(push("1")).isEmpty();
            stranger.merge("Deployment.apps", "web", "annotator", "{ metadata: { annotations: { at: now } } }");
            caughtUp();
            world.writes();

            assertThat(push("1")).isEmpty();
            assertThat(push("2")).isEmpty();

            assertThat(world.writes()).containsExactly("patch deployments");
            assertThat(world.drifts).isEmpty();
            assertThat(stranger.live("Deployment.apps", "web").at(CONTAINERS)).hasSize(2);
            assertThat(webhook.asked()).isPositive();
        }
    }

    private MutatingWebhook webhook(String resource, MutatingWebhook.Mutation mutation) throws Exception {
        MutatingWebhook webhook = MutatingWebhook.start(client, namespace, resource, directory, mutation);
        int before = webhook.asked();
        // A configuration is in force some moments after it was accepted.
        await().atMost(World.SOON).until(() -> {
            probe(resource);
            return webhook.asked() > before;
        });
        return webhook;
    }

    private void probe(String resource) throws Exception {
        String yaml = switch (resource) {
            case "/secrets" -> "{ apiVersion: v1, kind: Secret, metadata: { name: probe }, data: { password: YQ== } }";
            case "/configmaps" -> "{ apiVersion: v1, kind: ConfigMap, metadata: { name: probe }, data: { stamp: a } }";
            default ->
                WEB.formatted("probe").replace("name: web }", "name: probe }").replace("replicas: 5", "replicas: 0");
        };
        stranger.apply("prober", yaml);
        stranger.delete(kind(resource), "probe");
    }

    private static String kind(String resource) {
        return switch (resource) {
            case "/secrets" -> "Secret";
            case "/configmaps" -> "ConfigMap";
            default -> "Deployment.apps";
        };
    }

    private List<Problem> push(String image) {
        return pushed(WEB.formatted(image));
    }

    private List<Problem> pushed(String yaml) {
        Outcome outcome = world.push("web", Map.of("web", yaml));
        assertThat(outcome).isInstanceOf(Outcome.Synced.class);
        return outcome instanceof Outcome.Synced synced ? synced.warnings() : List.of();
    }

    private void caughtUp() {
        await().atMost(World.SOON)
                .until(() -> world.site().watched().of(ApplySetId.of(world.id("web"))).objects().values().stream()
                        .allMatch(object -> {
                            try {
                                return stranger.live("Deployment.apps", "web")
                                        .at("/metadata/resourceVersion")
                                        .asString()
                                        .equals(object.resourceVersion());
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        }));
    }
}
