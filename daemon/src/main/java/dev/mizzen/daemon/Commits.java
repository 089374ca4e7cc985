package dev.mizzen.daemon;

import dev.mizzen.daemon.approve.ApprovalBook;
import dev.mizzen.daemon.promote.Promotions;
import dev.mizzen.daemon.pulls.PullLook;
import dev.mizzen.daemon.report.ForgeReporter;
import dev.mizzen.daemon.report.Metrics;
import dev.mizzen.daemon.store.Store;
import dev.mizzen.daemon.trigger.SourceSync;
import dev.mizzen.daemon.trigger.Successors;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.Reconciler;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.run.Hold;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.SourceSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a sync tells goes to the reconciler, the watches, the approvals, the forge, its pull requests and the metrics. */
record Commits(
        Reconciler reconciler,
        Watching watching,
        Metrics metrics,
        ApprovalBook approvals,
        Store store,
        Successors successors,
        Promotions promotions,
        Function<SourceName, Optional<ForgeReporter>> reporters,
        Function<SourceName, Optional<PullLook>> pulls)
        implements SourceSync.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Commits.class);

    @Override
    public void asked(SourceName source, String result, Duration took) {
        metrics.fetched(source, result, took);
        pulls.apply(source).ifPresent(PullLook::trigger);
    }

    @Override
    public void read(SourceName source, SourceSpec spec, List<DeliveryId> expected) {
        List<DeliveryId> all = spec.deliveries().stream().map(DeliverySpec::id).toList();
        all.forEach(watching::know);
        approvals.settled(all);
        reconciler.begin(source, spec, expected);
        promotions.read(source, spec);
    }

    @Override
    public void head(SourceName source, Revision head, List<DeliveryId> changed, List<String> troubles) {
        successors.head(source, changed);
        reporters.apply(source).ifPresent(reporter -> reporter.head(head, changed, troubles));
    }

    @Override
    public void held(SourceName source, Optional<Hold> hold) {
        approvals.held(source, hold.stream().toList());
    }

    @Override
    public void forgotten(DeliveryId id) {
        try {
            store.deliveries().remove(id);
        } catch (DataAccessException e) {
            LOG.warn("the store still remembers {}, which is retired once more: {}", id, e.getMessage());
        }
    }

    @Override
    public void orphaned(SourceName source) {
        approvals.forget(source);
        promotions.forget(source);
    }
}
