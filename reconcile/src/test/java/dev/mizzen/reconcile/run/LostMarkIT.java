package dev.mizzen.reconcile.run;

import static dev.mizzen.reconcile.run.ReconcilerIT.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.reconcile.observe.Suspicion;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What makes an object ours is put back like any other field. */
@Clusters
class LostMarkIT {
    private World world;
    private Resource<ConfigMap> object;

    @BeforeEach
    void start(TestCluster clusters, FreshNamespace fresh) throws Exception {
        KubernetesClient admin = clusters.client("one");
        object = admin.configMaps().inNamespace(fresh.name()).withName("a");
        world = new World(fresh.name(), Baselines.inMemory()).with(clusters.kubeconfig("one"));
        world.push("web", Map.of("a", configMap("a", "1")));
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void a_label_removed_by_hand_comes_back() {
        edit(o -> {
            o.getMetadata().getLabels().remove(ApplySetId.LABEL);
            return o;
        });
        await().atMost(World.SOON).until(() -> signs().equals(List.of(Suspicion.Sign.GONE)));

        assertThat(world.push("web", Map.of("a", configMap("a", "1")))).isInstanceOf(Outcome.Synced.class);

        assertThat(object.get().getMetadata().getLabels()).containsKey(ApplySetId.LABEL);
        settles();
    }

    @Test
    void a_mark_removed_by_hand_comes_back() {
        edit(o -> {
            o.getMetadata().getAnnotations().remove("mizzen.dev/applied");
            return o;
        });
        await().atMost(World.SOON).until(() -> signs().equals(List.of(Suspicion.Sign.MARK_LOST)));

        assertThat(world.push("web", Map.of("a", configMap("a", "1")))).isInstanceOf(Outcome.Synced.class);

        assertThat(object.get().getMetadata().getAnnotations()).containsKey("mizzen.dev/applied");
        settles();
    }

    @Test
    void an_object_whose_managed_fields_were_cleared_is_ours_again() {
        edit(o -> {
            o.getMetadata().setManagedFields(List.of(new ManagedFieldsEntry()));
            return o;
        });
        await().atMost(World.SOON).until(() -> signs().equals(List.of(Suspicion.Sign.CHANGED)));

        assertThat(world.push("web", Map.of("a", configMap("a", "1")))).isInstanceOf(Outcome.Synced.class);

        assertThat(object.get().getMetadata().getManagedFields())
                .anySatisfy(entry -> assertThat(entry.getManager()).isEqualTo("mizzen"));
        settles();
    }

    private void edit(UnaryOperator<ConfigMap> how) {
        object.edit(how);
    }

    private List<Suspicion.Sign> signs() {
        return world.suspicions.stream().map(Suspicion::sign).toList();
    }

    /** Afterwards there is nothing left to do: one more run makes no request. */
    private void settles() {
        world.requests.clear();
        assertThat(world.push("web", Map.of("a", configMap("a", "1")))).isInstanceOf(Outcome.Synced.class);
        assertThat(world.requests).isEmpty();
    }
}
