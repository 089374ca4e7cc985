package dev.mizzen.reconcile.run;

import static dev.mizzen.reconcile.run.ReconcilerIT.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A chart's hook that is to go once it succeeded runs once for each form of it, on the real API server. */
@Clusters
class HooksIT {
    private static final String HOOK = """
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: migrate
              annotations: { helm.sh/hook: "pre-install,pre-upgrade", helm.sh/hook-delete-policy: hook-succeeded }
            spec:
              template:
                metadata: { annotations: { mizzen.dev/chart-release: "one" } }
                spec:
                  restartPolicy: Never
                  containers: [{ name: migrate, image: migrate:1 }]""";
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata:
              name: seed
              annotations: { helm.sh/hook: post-install, helm.sh/hook-delete-policy: hook-succeeded }
            spec:
              restartPolicy: Never
              containers: [{ name: seed, image: seed:1 }]""";

    private final Baselines baselines = Baselines.inMemory();
    private final Releases releases = Releases.inMemory();
    private String namespace = "";
    private Path kubeconfig = Path.of("");
    private KubernetesClient admin;

    @BeforeEach
    void begin(TestCluster clusters, FreshNamespace fresh) {
        namespace = fresh.name();
        kubeconfig = clusters.kubeconfig("one");
        admin = clusters.client("one");
    }

    private World start() throws Exception {
        return new World(namespace, baselines, "mizzen", releases).with(kubeconfig);
    }

    private static Map<String, String> app(String hook) {
        return Map.of("web", hook + "\n---\n" + configMap("settings", "1"));
    }

    private static void untilSynced(World world, Map<String, String> app) {
        await().atMost(World.SOON).until(() -> world.push("web", app) instanceof Outcome.Synced);
    }

    @Test
    void aJobThatSucceededGoesAndIsNotRunAgain() throws Exception {
        try (World world = start()) {
            Outcome first = world.push("web", app(HOOK));
            assertThat(first)
                    .isInstanceOfSatisfying(
                            Outcome.Waiting.class,
                            waiting -> assertThat(waiting.message()).contains("component \"web\""));
            assertThat(admin.configMaps()
                            .inNamespace(namespace)
                            .withName("settings")
                            .get())
                    .as("what comes after the hook waits for it")
                    .isNull();
            untilSynced(world, app(HOOK));
            await().atMost(World.SOON).until(this::noJob);
            assertThat(admin.configMaps()
                            .inNamespace(namespace)
                            .withName("settings")
                            .get())
                    .isNotNull();
            assertThat(jobs(world)).containsExactly("patch jobs", "delete jobs");
            assertThat(world.push("web", app(HOOK))).isInstanceOf(Outcome.Synced.class);
            assertThat(world.writes()).isEmpty();
        }
        try (World world = start()) {
            assertThat(world.push("web", app(HOOK))).isInstanceOf(Outcome.Synced.class);
            assertThat(world.writes()).isEmpty();
        }
        try (World world = start()) {
            untilSynced(world, app(HOOK.replace("\"one\"", "\"two\"")));
            await().atMost(World.SOON).until(this::noJob);
            assertThat(jobs(world)).as("another release runs it again").containsExactly("patch jobs", "delete jobs");
        }
    }

    @Test
    void aPodThatSucceededGoesToo() throws Exception {
        try (World world = start()) {
            world.push("web", app(POD));
            await().atMost(World.SOON)
                    .until(() ->
                            admin.pods().inNamespace(namespace).withName("seed").get() != null);
            // a patch without a resource version: whatever else writes this pod meanwhile is no conflict
            admin.pods()
                    .inNamespace(namespace)
                    .withName("seed")
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":{\"phase\":\"Succeeded\"}}");
            untilSynced(world, app(POD));
            await().atMost(World.SOON)
                    .until(() ->
                            admin.pods().inNamespace(namespace).withName("seed").get() == null);
            world.requests.clear();
            assertThat(world.push("web", app(POD))).isInstanceOf(Outcome.Synced.class);
            assertThat(world.writes()).isEmpty();
        }
    }

    private boolean noJob() {
        return admin.batch()
                        .v1()
                        .jobs()
                        .inNamespace(namespace)
                        .withName("migrate")
                        .get()
                == null;
    }

    private static List<String> jobs(World world) {
        return world.writes().stream().filter(write -> write.endsWith(" jobs")).toList();
    }
}
