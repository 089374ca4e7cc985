package dev.mizzen.reconcile.run;

import static dev.mizzen.reconcile.run.ReconcilerIT.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.reconcile.apply.ApiLimits;
import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.reconcile.apply.ClusterAccess;
import dev.mizzen.reconcile.apply.RequestListener;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Deliveries share the requests that a cluster may take of us. */
@Clusters
class SharedClusterIT {
    private static final int OBJECTS = 300;
    private static final ApiLimits NARROW = new ApiLimits(
            2,
            ApiLimits.DEFAULT.queueWait(),
            ApiLimits.DEFAULT.connectTimeout(),
            ApiLimits.DEFAULT.requestTimeout(),
            ApiLimits.DEFAULT.watchIdle(),
            ApiLimits.DEFAULT.answerBytes(),
            ApiLimits.DEFAULT.breakerFailures(),
            ApiLimits.DEFAULT.breakerWait(),
            ApiLimits.DEFAULT.breakerWaitMost());

    @Test
    void aDeliveryOfManyObjectsDoesNotHoldUpOneOfFew(TestCluster clusters, FreshNamespace namespace) throws Exception {
        ClusterAccess access = new ClusterAccess.Kubeconfig(clusters.kubeconfig("one"), Optional.empty());
        try (World world = new World(namespace.name(), Baselines.inMemory())
                .with(World.ONE, access, NARROW, RequestListener.SILENT)) {
            Map<String, String> many = new LinkedHashMap<>();
            for (int i = 0; i < OBJECTS; i++) {
                many.put("m" + i, configMap("m" + i, "1"));
            }
            List<DeliverySpec> specs = world.begin(Map.of("big", many, "small", Map.of("a", configMap("a", "1"))));
            DeliverySpec big = spec(world, specs, "big");
            CompletableFuture<Outcome> whole = CompletableFuture.supplyAsync(() -> world.reconciler.reconcile(big));
            await().until(() -> patches(world) > 20);

            long before = patches(world);
            assertThat(world.reconciler.reconcile(spec(world, specs, "small"))).isInstanceOf(Outcome.Synced.class);
            long between = patches(world) - before;
            System.out.printf(
                    "FIGURES while one object of another delivery was written: %d of %d of the big one%n",
                    between, OBJECTS - before);
            assertThat(between).isLessThan(OBJECTS / 6);
            assertThat(whole.get()).isInstanceOf(Outcome.Synced.class);
        }
    }

    private static DeliverySpec spec(World world, List<DeliverySpec> specs, String app) {
        return specs.stream()
                .filter(spec -> spec.id().equals(world.id(app)))
                .findFirst()
                .orElseThrow();
    }

    private static long patches(World world) {
        return world.requests.stream().filter("patch configmaps"::equals).count();
    }
}
