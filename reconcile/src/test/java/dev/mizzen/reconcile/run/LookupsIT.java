package dev.mizzen.reconcile.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many objects of one kind that are applied for the first time are looked for together, and none is taken unseen. */
@Clusters
class LookupsIT {
    private static final int MANY = 40;

    private World world;
    private KubernetesClient stranger;
    private String namespace = "";

    @BeforeEach
    void begin(TestCluster clusters, FreshNamespace fresh) throws Exception {
        namespace = fresh.name();
        stranger = clusters.client("one");
        world = new World(namespace, Baselines.inMemory()).with(clusters.kubeconfig("one"));
    }

    @AfterEach
    void end() {
        world.close();
    }

    private static Map<String, String> configMaps(int count) {
        Map<String, String> components = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            components.put("c" + i, """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: { name: c%d, namespace: $NS }
                    data: { k: v }
                    """.formatted(i));
        }
        return components;
    }

    private void foreign(String name, Map<String, String> labels, Map<String, String> annotations) {
        stranger.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .withLabels(labels)
                        .withAnnotations(annotations)
                        .endMetadata()
                        .addToData("theirs", "yes")
                        .build())
                .create();
    }

    private long gets() {
        return world.requests.stream().filter("get configmaps"::equals).count();
    }

    private long lists() {
        return world.requests.stream().filter("list configmaps"::equals).count();
    }

    @Test
    void oneListAnswersForMany() {
        assertThat(world.push("app", configMaps(MANY))).isInstanceOf(Outcome.Synced.class);
        assertThat(gets()).isLessThanOrEqualTo(8);
        assertThat(lists()).isEqualTo(1);
    }

    @Test
    void fewAreAskedForOneByOne() {
        assertThat(world.push("app", configMaps(5))).isInstanceOf(Outcome.Synced.class);
        assertThat(gets()).isEqualTo(5);
        assertThat(lists()).isZero();
    }

    @Test
    void anotherToolsObjectAmongThemIsRefused() {
        foreign("c30", Map.of(), Map.of("meta.helm.sh/release-name", "shop"));
        Outcome outcome = world.push("app", configMaps(MANY));
        assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
        assertThat(((Outcome.Rejected) outcome).problems())
                .singleElement()
                .asString()
                .contains("/ConfigMap/" + namespace + "/c30", "Helm release shop");
        assertThat(stranger.configMaps()
                        .inNamespace(namespace)
                        .withName("c30")
                        .get()
                        .getData())
                .isEqualTo(Map.of("theirs", "yes"));
    }

    @Test
    void anotherToolsApplySetIsSeenByTheWatchAndRefused() {
        foreign("c30", Map.of(ApplySetId.LABEL, "applyset-of-kubectl-v1"), Map.of());
        Outcome outcome = world.push("app", configMaps(MANY));
        assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
        assertThat(((Outcome.Rejected) outcome).problems())
                .singleElement()
                .asString()
                .contains("c30", "ApplySet applyset-of-kubectl-v1");
    }

    @Test
    void aCrowdedNamespaceIsAskedObjectByObject() {
        for (int i = 0; i <= 500; i++) {
            foreign("stranger-" + i, Map.of(), Map.of());
        }
        assertThat(world.push("app", configMaps(MANY))).isInstanceOf(Outcome.Synced.class);
        assertThat(gets()).isEqualTo(MANY);
        assertThat(lists()).isEqualTo(1);
    }
}
