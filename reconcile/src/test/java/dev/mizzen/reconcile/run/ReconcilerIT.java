package dev.mizzen.reconcile.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@Clusters
class ReconcilerIT {
    private static final String JOB = """
            apiVersion: batch/v1
            kind: Job
            metadata: { name: migrate }
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers: [{ name: migrate, image: migrate:1 }]""";

    private World world;
    private KubernetesClient admin;
    private String namespace;

    @BeforeEach
    void start(TestCluster clusters, FreshNamespace fresh) throws Exception {
        namespace = fresh.name();
        admin = clusters.client("one");
        world = new World(namespace, Baselines.inMemory()).with(clusters.kubeconfig("one"));
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void aSecondRunMakesNoRequestAndOneChangedObjectOnePatch() {
        assertThat(world.push("web", Map.of("a", configMap("a", "1"), "b", configMap("b", "1"))))
                .isInstanceOfSatisfying(Outcome.Synced.class, o -> {
                    assertThat(o.changed()).isEqualTo(2);
                    assertThat(o.objects().get(World.ONE)).containsExactly(world.configMap("a"), world.configMap("b"));
                });
        world.requests.clear();
        assertThat(world.push("web", Map.of("a", configMap("a", "1"), "b", configMap("b", "1"))))
                .isInstanceOf(Outcome.Synced.class);
        assertThat(world.requests).isEmpty();
        assertThat(world.push("web", Map.of("a", configMap("a", "2"), "b", configMap("b", "1"))))
                .isInstanceOf(Outcome.Synced.class);
        assertThat(world.requests).containsExactly("patch configmaps");
        assertThat(data("a")).isEqualTo("2");
    }

    @Test
    void theInventoryIsAnApplySetParentOfTheKindsInUse() {
        world.push("web", Map.of("a", configMap("a", "1") + "\n---\n" + deployment("web", "nginx:1", 0)));
        var parent = admin.secrets()
                .inNamespace("mizzen-system")
                .withName(ApplySetId.parentName(world.id("web")))
                .get();
        assertThat(parent.getMetadata().getLabels())
                .containsEntry(
                        "applyset.kubernetes.io/id",
                        ApplySetId.of(world.id("web")).value());
        assertThat(parent.getMetadata().getAnnotations())
                .containsEntry("applyset.kubernetes.io/tooling", "mizzen/v1")
                .containsEntry("applyset.kubernetes.io/contains-group-kinds", "ConfigMap,Deployment.apps")
                .containsEntry("applyset.kubernetes.io/additional-namespaces", namespace)
                .containsEntry("mizzen.dev/delivery", world.id("web").toString());
    }

    @Test
    void whatLeftGitIsPruned() {
        world.push("web", Map.of("a", configMap("a", "1"), "b", configMap("b", "1")));
        assertThat(world.push("web", Map.of("a", configMap("a", "1"))))
                .isInstanceOfSatisfying(
                        Outcome.Synced.class, o -> assertThat(o.pruned()).isEqualTo(1));
        assertThat(admin.configMaps().inNamespace(namespace).withName("b").get())
                .isNull();
        assertThat(admin.configMaps().inNamespace(namespace).withName("a").get())
                .isNotNull();
    }

    @Test
    void whatIsBeingDeletedIsNotAmongWhatIsThere() {
        String held = configMap("b", "1").replace("name: b", "name: b, finalizers: [example.com/hold]");
        world.push("web", Map.of("a", configMap("a", "1"), "b", held));
        assertThat(world.push("web", Map.of("a", configMap("a", "1"))))
                .isInstanceOfSatisfying(
                        Outcome.Synced.class,
                        o -> assertThat(o.objects().get(World.ONE)).containsExactly(world.configMap("a")));
        assertThat(admin.configMaps()
                        .inNamespace(namespace)
                        .withName("b")
                        .require()
                        .getMetadata()
                        .getDeletionTimestamp())
                .isNotNull();
        admin.configMaps().inNamespace(namespace).withName("b").edit(b -> {
            b.getMetadata().setFinalizers(List.of());
            return b;
        });
    }

    @Test
    void manyDeletionsWaitForTheApprovalOfExactlyThese() {
        Map<String, String> many = new LinkedHashMap<>();
        for (int i = 0; i < 6; i++) {
            many.put("c" + i, configMap("c" + i, "1"));
        }
        world.push("web", many);
        Outcome held = world.push("web", Map.of("c0", configMap("c0", "2")));
        assertThat(held).isInstanceOf(Outcome.Held.class);
        assertThat(data("c0")).as("everything but the deletions was done").isEqualTo("2");
        assertThat(admin.configMaps().inNamespace(namespace).withName("c5").get())
                .isNotNull();
        world.approve(held, Hold.Reason.GUARD);
        assertThat(world.push("web", Map.of("c0", configMap("c0", "2"))))
                .isInstanceOfSatisfying(
                        Outcome.Synced.class, o -> assertThat(o.pruned()).isEqualTo(5));
    }

    @Test
    void anEmptyRenderDeletesNothing() {
        world.push("web", Map.of("a", configMap("a", "1")));
        Outcome outcome = world.push("web", Map.of());
        assertThat(admin.configMaps().inNamespace(namespace).withName("a").get())
                .isNotNull();
        assertThat(outcome).isNotInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void aConflictNamesPathAndManagerAndWritesNothing() {
        admin.configMaps()
                .inNamespace(namespace)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("a")
                        .endMetadata()
                        .addToData("k", "theirs")
                        .build())
                .fieldManager("someone")
                .serverSideApply();
        assertThat(world.push("web", Map.of("a", configMap("a", "ours"))))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        o -> assertThat(o.problems().getFirst().message())
                                .contains("component \"a\"", ".data.k", "\"someone\""));
        assertThat(data("a")).isEqualTo("theirs");
    }

    @Test
    void anEditIsPutBackAndProvedFirst() {
        world.push("web", Map.of("a", configMap("a", "1")));
        edit("a", "edited");
        await().atMost(World.SOON).until(() -> !world.suspicions.isEmpty());
        world.requests.clear();
        assertThat(world.push("web", Map.of("a", configMap("a", "1"))))
                .isInstanceOfSatisfying(
                        Outcome.Synced.class, o -> assertThat(o.changed()).isEqualTo(1));
        assertThat(data("a")).isEqualTo("1");
        assertThat(world.requests)
                .containsExactly("get configmaps", "dry-run configmaps", "patch configmaps", "patch configmaps");
        assertThat(world.drifts.getFirst().fields().getFirst().manager()).isEqualTo("someone");
        world.requests.clear();
        assertThat(world.push("web", Map.of("a", configMap("a", "1")))).isInstanceOf(Outcome.Synced.class);
        assertThat(world.requests).isEmpty();
    }

    @Test
    void anEditAndANewReleaseTogetherEndAsGitSays() {
        world.push("web", Map.of("a", configMap("a", "1")));
        edit("a", "edited");
        await().atMost(World.SOON).until(() -> !world.suspicions.isEmpty());
        assertThat(world.push("web", Map.of("a", configMap("a", "2")))).isInstanceOf(Outcome.Synced.class);
        assertThat(data("a")).isEqualTo("2");
    }

    @Test
    void aDeletedObjectComesBack() {
        world.push("web", Map.of("a", configMap("a", "1")));
        admin.configMaps().inNamespace(namespace).withName("a").delete();
        await().atMost(World.SOON).until(() -> !world.suspicions.isEmpty());
        assertThat(world.push("web", Map.of("a", configMap("a", "1")))).isInstanceOf(Outcome.Synced.class);
        assertThat(data("a")).isEqualTo("1");
    }

    @Test
    void aDefinitionAndItsResourcesComeInOneRelease() {
        String crd = """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: { name: things.$NS.example.com }
                spec:
                  group: $NS.example.com
                  scope: Namespaced
                  names: { kind: Thing, plural: things, singular: thing }
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema:
                      openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true }""";
        String thing = """
                apiVersion: $NS.example.com/v1
                kind: Thing
                metadata: { name: first }
                spec: { size: 3 }""";
        assertThat(world.push("things", Map.of("crd", crd, "thing", thing)))
                .isInstanceOfSatisfying(
                        Outcome.Synced.class, o -> assertThat(o.changed()).isEqualTo(2));
        world.requests.clear();
        assertThat(world.push("things", Map.of("crd", crd, "thing", thing))).isInstanceOf(Outcome.Synced.class);
        assertThat(world.requests).isEmpty();
        assertThat(world.push("things", Map.of("crd", crd)))
                .isInstanceOfSatisfying(
                        Outcome.Synced.class, o -> assertThat(o.pruned()).isEqualTo(1));
    }

    @Test
    void aComponentStartsWhenTheOneBeforeItIsHealthy() {
        Map<String, String> components = new LinkedHashMap<>();
        components.put("db", deployment("db", "postgres:1", 1));
        components.put("web", configMap("web", "1"));
        List<String> order = List.of("db", "web");
        assertThat(world.push("shop", components, Map.of(), order))
                .isInstanceOfSatisfying(
                        Outcome.Waiting.class,
                        o -> assertThat(o.message()).contains("\"web\" waits for \"db\"", "Deployment"));
        assertThat(admin.configMaps().inNamespace(namespace).withName("web").get())
                .isNull();
        await().atMost(World.SOON)
                .untilAsserted(() -> assertThat(world.push("shop", components, Map.of(), order))
                        .isInstanceOf(Outcome.Synced.class));
        assertThat(data("web")).isEqualTo("1");
    }

    @Test
    void aFinishedJobStaysDoneAlsoWhenItIsGone() {
        world.push("shop", Map.of("job", JOB));
        await().atMost(World.SOON)
                .until(() -> world.site().watched().of(ApplySetId.of(world.id("shop"))).objects().values().stream()
                        .anyMatch(o -> o.finished()));
        admin.batch().v1().jobs().inNamespace(namespace).withName("migrate").delete();
        await().atMost(World.SOON)
                .until(() -> world.site()
                        .watched()
                        .of(ApplySetId.of(world.id("shop")))
                        .objects()
                        .isEmpty());
        world.requests.clear();
        assertThat(world.push("shop", Map.of("job", JOB))).isInstanceOf(Outcome.Synced.class);
        assertThat(world.writes()).isEmpty();
    }

    @Test
    void aFinishedJobIsReplacedByTheOneOfTheNextRelease() {
        world.push("shop", Map.of("job", JOB));
        await().atMost(World.SOON)
                .until(() -> world.site().watched().of(ApplySetId.of(world.id("shop"))).objects().values().stream()
                        .anyMatch(o -> o.finished()));
        assertThat(world.push("shop", Map.of("job", JOB.replace("migrate:1", "migrate:2"))))
                .isInstanceOf(Outcome.Synced.class);
        Job live = admin.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName("migrate")
                .require();
        assertThat(live.getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getImage())
                .isEqualTo("migrate:2");
    }

    private void edit(String name, String value) {
        admin.configMaps()
                .inNamespace(namespace)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .addToData("k", value)
                        .build())
                .fieldManager("someone")
                .forceConflicts()
                .serverSideApply();
    }

    private String data(String name) {
        return admin.configMaps()
                .inNamespace(namespace)
                .withName(name)
                .get()
                .getData()
                .getOrDefault("k", "");
    }

    static String configMap(String name, String value) {
        return """
                apiVersion: v1
                kind: ConfigMap
                metadata: { name: %s }
                data: { k: "%s" }""".formatted(name, value);
    }

    static String deployment(String name, String image, int replicas) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: { name: %s }
                spec:
                  replicas: %d
                  selector: { matchLabels: { app: %s } }
                  template:
                    metadata: { labels: { app: %s }, annotations: { testcluster.mizzen.dev/ready-after: 1s } }
                    spec:
                      containers: [{ name: main, image: "%s" }]""".formatted(name, replicas, name, name, image);
    }
}
