package dev.mizzen.reconcile.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was applied and stands as it was is not rendered again, also after a restart; anything else is. */
@Clusters
class StandingIT {
    private static final Map<String, String> TWO = Map.of("a", configMap("a", "1"), "b", configMap("b", "1"));

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

    private static String configMap(String name, String value) {
        return """
                apiVersion: v1
                kind: ConfigMap
                metadata: { name: %s, namespace: $NS }
                data: { k: "%s" }
                """.formatted(name, value);
    }

    private World start() throws Exception {
        return new World(namespace, baselines, "mizzen", releases).with(kubeconfig);
    }

    @Test
    void aRestartRendersAndWritesNothing() throws Exception {
        try (World world = start()) {
            assertThat(world.push("app", TWO)).isInstanceOf(Outcome.Synced.class);
            assertThat(world.renders).hasValue(2);
        }
        try (World world = start()) {
            assertThat(world.push("app", TWO)).isInstanceOfSatisfying(Outcome.Synced.class, synced -> {
                assertThat(synced.changed()).isZero();
                assertThat(synced.objects().get(World.ONE)).hasSize(2);
            });
            assertThat(world.renders).hasValue(0);
            assertThat(world.writes()).isEmpty();
        }
    }

    @Test
    void whatChangedWhileNobodyLookedIsRenderedAndPutBack() throws Exception {
        try (World world = start()) {
            world.push("app", TWO);
        }
        admin.configMaps().inNamespace(namespace).withName("a").edit(map -> {
            map.setData(Map.of("k", "edited"));
            return map;
        });
        admin.configMaps().inNamespace(namespace).withName("b").delete();
        try (World world = start()) {
            assertThat(world.push("app", TWO)).isInstanceOf(Outcome.Synced.class);
            assertThat(world.renders).hasValue(2);
        }
        assertThat(admin.configMaps().inNamespace(namespace).withName("a").get().getData())
                .isEqualTo(Map.of("k", "1"));
        assertThat(admin.configMaps().inNamespace(namespace).withName("b").get())
                .isNotNull();
    }

    @Test
    void otherInputsAreRendered() throws Exception {
        try (World world = start()) {
            world.push("app", TWO);
            world.push("app", Map.of("a", configMap("a", "2"), "b", configMap("b", "1")));
            assertThat(world.renders).hasValue(4);
            world.push("app", Map.of("a", configMap("a", "2")));
            assertThat(world.renders).hasValue(5);
            assertThat(admin.configMaps().inNamespace(namespace).withName("b").get())
                    .isNull();
        }
        try (World world = start()) {
            world.push("app", Map.of("a", configMap("a", "2")));
            assertThat(world.renders).hasValue(0);
        }
    }

    @Test
    void whatIsOwnedBesidesIsNotOverlooked() throws Exception {
        try (World world = start()) {
            world.push("app", Map.of("a", configMap("a", "1")));
            world.push("app", TWO);
            assertThat(world.push("app", Map.of("a", configMap("a", "1")))).isInstanceOf(Outcome.Synced.class);
            await().until(() ->
                    admin.configMaps().inNamespace(namespace).withName("b").get() == null);
        }
    }

    @Test
    void anObjectThatIsNotRenderedIsStillClaimed() throws Exception {
        try (World world = start()) {
            world.push(Map.of("app", TWO));
        }
        try (World world = start()) {
            Map<String, Map<String, String>> both = new LinkedHashMap<>();
            both.put("app", TWO);
            both.put("zoo", Map.of("c", configMap("a", "9")));
            Map<String, Outcome> outcomes = world.push(both);
            assertThat(outcomes.get("app")).isInstanceOf(Outcome.Synced.class);
            assertThat(outcomes.get("zoo")).isInstanceOf(Outcome.Rejected.class);
        }
        assertThat(admin.configMaps().inNamespace(namespace).withName("a").get().getData())
                .isEqualTo(Map.of("k", "1"));
    }
}
