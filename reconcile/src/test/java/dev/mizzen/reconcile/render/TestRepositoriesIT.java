package dev.mizzen.reconcile.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.snapshot.DirectorySnapshot;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.place.Cluster;
import dev.mizzen.reconcile.place.Placement;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.SpecReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whole configuration repositories, read, placed and rendered as the daemon does. */
class TestRepositoriesIT {
    private static final List<Cluster> CLUSTERS = List.of(
            new Cluster(new ClusterName("local"), Map.of()),
            new Cluster(new ClusterName("staging"), Map.of("purpose", "staging")),
            new Cluster(new ClusterName("prod"), Map.of("purpose", "prod")));

    @Test
    void theShopRendersWithoutAWarningAndSharesWhatIsEqual() throws Exception {
        try (RealRenderer real = new RealRenderer(HelperPool.Limits.DEFAULT)) {
            Renderer renderer = new Renderer(real.pool);
            List<Rendered.Ready> all = render(real, renderer, "shop/commits/01-the-shop-opens");
            assertThat(all)
                    .flatExtracting(Rendered.Ready::warnings)
                    .extracting(Problem::toString)
                    .isEmpty();
            assertThat(all).hasSizeGreaterThanOrEqualTo(12);
            assertThat(renderer.renders())
                    .isEqualTo(
                            all.stream().map(Rendered.Ready::inputs).distinct().count())
                    .isLessThan(all.size());
            assertThat(render(real, renderer, "shop/commits/02-a-new-web-image"))
                    .isNotEmpty();
        }
    }

    private static List<Rendered.Ready> render(RealRenderer real, Renderer renderer, String commit) throws Exception {
        Path directory = Path.of(System.getProperty("mizzen.home", ".."), "test-repos", commit);
        Snapshot snapshot = DirectorySnapshot.of(new SourceName("shop"), directory);
        Catalog catalog = Catalog.builtIn(real.pool).of(snapshot);
        List<Rendered.Ready> all = new ArrayList<>();
        for (DeliverySpec spec :
                new SpecReader().read(snapshot, revision -> snapshot).deliveries()) {
            DeliverySpec.Deliver deliver = (DeliverySpec.Deliver) spec;
            for (Unit unit : Placement.place(deliver.application(), deliver.environment(), CLUSTERS)) {
                all.add((Rendered.Ready) renderer.render(deliver.application(), unit, catalog, ClusterFacts.UNKNOWN));
            }
        }
        return all;
    }
}
