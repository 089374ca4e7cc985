package dev.mizzen.daemon;

import dev.mizzen.daemon.pulls.PullLook;
import dev.mizzen.daemon.pulls.Workshop;
import dev.mizzen.daemon.store.ToldPulls;
import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.define.Evaluator;
import dev.mizzen.reconcile.place.Cluster;
import dev.mizzen.reconcile.render.Outside;
import dev.mizzen.reconcile.render.Renderer;
import dev.mizzen.reconcile.render.SnapshotReads;
import java.time.Clock;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** How pull requests are rendered: as deliveries are, and those from forks with nothing from outside. */
final class PullLooks {
    private PullLooks() {}

    static PullLook.Shared of(
            Evaluator helpers,
            Outside outside,
            Catalog builtIn,
            Supplier<Collection<Cluster>> clusters,
            UnaryOperator<String> masked,
            ToldPulls told,
            Clock clock) {
        return new PullLook.Shared(
                workshop(new Renderer(helpers, outside), builtIn, clusters, clock),
                workshop(new Renderer(helpers, Outside.NOTHING), builtIn, clusters, clock),
                masked,
                told,
                new ReentrantLock());
    }

    private static Workshop workshop(
            Renderer renderer, Catalog builtIn, Supplier<Collection<Cluster>> clusters, Clock clock) {
        return new Workshop(
                new RenderStages(renderer, builtIn, Optional.empty()),
                new SnapshotReads(renderer, builtIn),
                clusters,
                clock);
    }
}
