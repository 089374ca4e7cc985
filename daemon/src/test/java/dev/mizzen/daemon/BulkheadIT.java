package dev.mizzen.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.daemon.report.Sync;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that answers late, or not at all, or refuses, delays nobody else: shown as figures. */
@Clusters({"near", "far"})
class BulkheadIT {
    private static final int APPS = Integer.getInteger("mizzen.bulkhead.apps", 40);
    private static final int REPEATS = Integer.getInteger("mizzen.bulkhead.repeats", 1);
    private static final Duration LATE = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    private Path folder;

    private Map<String, Path> access = new LinkedHashMap<>();
    private SlowRelay far;
    private TestCluster clusters;
    private String namespace;

    @BeforeEach
    void start(TestCluster clusters, FreshNamespace namespace) throws Exception {
        this.clusters = clusters;
        this.namespace = namespace.name();
        far = new SlowRelay(URI.create(clusters.client("far").getMasterUrl().toString()));
        access.put("near", clusters.kubeconfig("near"));
        access.put("far", far.kubeconfig(clusters.kubeconfig("far"), folder));
    }

    /** Two environments on the far cluster, so that it is no matter of lanes by environment. */
    @Test
    void deliveriesToOtherClustersAreNotDelayed() throws Exception {
        try (Fleet fleet = new Fleet(folder, namespace);
                Arrivals near = new Arrivals(clusters.client("near"), namespace)) {
            fleet.environment("near", APPS, "near")
                    .environment("fara", APPS / 2, "far")
                    .environment("farb", APPS / 2, "far");
            fleet.push();
            try (Mizzen mizzen = Mizzen.start(fleet.config(access, 16))) {
                fleet.follow(mizzen.port());
                allSynced(mizzen, 2 * APPS);
                for (int warm = 0; warm < 2; warm++) {
                    push(fleet, near, "alone (warming up)", "near");
                }
                for (int i = 0; i < REPEATS; i++) {
                    push(fleet, near, "alone", "near");
                    push(fleet, near, "both open", "near", "fara", "farb");
                    through(new SlowRelay.Mode.Late(LATE), mizzen, fleet, near);
                    through(new SlowRelay.Mode.Silent(), mizzen, fleet, near);
                    through(new SlowRelay.Mode.Shut(), mizzen, fleet, near);
                }
            }
        }
    }

    private int version = 1;

    private void through(SlowRelay.Mode mode, Mizzen mizzen, Fleet fleet, Arrivals near) throws Exception {
        far.mode(mode);
        waitedForNobody(push(fleet, near, mode.toString(), "near", "fara", "farb"));
        waitedForNobody(push(fleet, near, mode + ", the next push", "near", "fara", "farb"));
        far.mode(new SlowRelay.Mode.Shut());
        far.mode(new SlowRelay.Mode.Open());
        for (String environment : new String[] {"fara", "farb"}) {
            fleet.version(environment, APPS / 2, ++version);
        }
        fleet.push();
        allSynced(mizzen, 2 * APPS);
    }

    private Arrivals.Figures push(Fleet fleet, Arrivals near, String what, String... environments) throws IOException {
        version++;
        for (String environment : environments) {
            fleet.version(environment, environment.startsWith("far") ? APPS / 2 : APPS, version);
        }
        long pushed = System.nanoTime();
        fleet.push();
        Arrivals.Figures figures = near.of("near", APPS, version, pushed, PATIENCE);
        System.out.println("FIGURES " + what + ": " + figures);
        return figures;
    }

    private static void allSynced(Mizzen mizzen, int deliveries) {
        await().atMost(PATIENCE)
                .until(() -> mizzen.board().all().size() == deliveries
                        && mizzen.board().all().stream()
                                .allMatch(state -> state.sync() == Sync.SYNCED
                                        && state.applied().equals(state.head())));
        assertThat(mizzen.board().all()).hasSize(deliveries);
    }

    @Test
    void theHealthyClustersOfADeliveryAreNotDelayed() throws Exception {
        try (Fleet fleet = new Fleet(folder, namespace);
                Arrivals near = new Arrivals(clusters.client("near"), namespace)) {
            fleet.environment("both", APPS, "near", "far");
            fleet.push();
            try (Mizzen mizzen = Mizzen.start(fleet.config(access, 16))) {
                fleet.follow(mizzen.port());
                allSynced(mizzen, APPS);
                for (int warm = 0; warm < 2; warm++) {
                    pushBoth(fleet, near, "both open (warming up)");
                    allSynced(mizzen, APPS);
                }
                for (int i = 0; i < REPEATS; i++) {
                    pushBoth(fleet, near, "both open");
                    allSynced(mizzen, APPS);
                    throughBoth(new SlowRelay.Mode.Late(LATE), mizzen, fleet, near);
                    throughBoth(new SlowRelay.Mode.Silent(), mizzen, fleet, near);
                    throughBoth(new SlowRelay.Mode.Shut(), mizzen, fleet, near);
                }
            }
        }
    }

    private void throughBoth(SlowRelay.Mode mode, Mizzen mizzen, Fleet fleet, Arrivals near) throws Exception {
        far.mode(mode);
        waitedForNobody(pushBoth(fleet, near, "one delivery, both clusters, " + mode));
        waitedForNobody(pushBoth(fleet, near, "one delivery, both clusters, " + mode + ", the next push"));
        far.mode(new SlowRelay.Mode.Shut());
        far.mode(new SlowRelay.Mode.Open());
        fleet.version("both", APPS, ++version).push();
        allSynced(mizzen, APPS);
    }

    /** All is done on the near cluster before the far one could give its first answer. */
    private static void waitedForNobody(Arrivals.Figures figures) {
        assertThat(figures.allMillis()).isLessThan(LATE.toMillis());
    }

    private Arrivals.Figures pushBoth(Fleet fleet, Arrivals near, String what) throws IOException {
        long pushed = System.nanoTime();
        fleet.version("both", APPS, ++version).push();
        Arrivals.Figures figures = near.of("both", APPS, version, pushed, PATIENCE);
        System.out.println("FIGURES " + what + ": " + figures);
        return figures;
    }
}
