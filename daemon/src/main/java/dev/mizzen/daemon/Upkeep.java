package dev.mizzen.daemon;

import dev.mizzen.daemon.approve.ApprovalBook;
import dev.mizzen.daemon.queue.DeliveryQueue;
import dev.mizzen.daemon.queue.Urgency;
import dev.mizzen.daemon.store.Store;
import dev.mizzen.daemon.trigger.Polls;
import dev.mizzen.daemon.trigger.SourceSync;
import dev.mizzen.daemon.trigger.Want;
import dev.mizzen.daemon.trigger.Wants;
import dev.mizzen.reconcile.Reconciler;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.spec.Application;
import dev.mizzen.reconcile.spec.Chart;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.Reference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done by the clock: looking again at what no event told of, and forgetting what is old. */
record Upkeep(
        Wants wants,
        DeliveryQueue queue,
        Reconciler reconciler,
        Sources sources,
        Orphans orphans,
        Watching watching,
        ApprovalBook approvals,
        Store store,
        Clock clock) {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration RESYNC = Duration.ofMinutes(10);
    private static final Duration FOLLOW = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofSeconds(15);
    private static final Duration TIDY = Duration.ofHours(6);
    private static final Duration HISTORY = Duration.ofDays(30);
    private static final Duration RELEASES = Duration.ofDays(400);

    void schedule(Polls polls) {
        polls.put("resync", RESYNC, this::resync);
        polls.put("originals", FOLLOW, this::follow);
        polls.put("sources", LOOK, sources::tryTroubled);
        polls.put("leftovers", LOOK, this::leftovers);
        polls.put("store", LOOK, this::lookAtStore);
        polls.put("tidy", TIDY, this::tidy);
    }

    /** No watch tells of what is read from clusters before a render. */
    private void follow() {
        wants.ids().stream()
                .filter(id -> wants.of(id)
                        .filter(want -> want instanceof Want.Spec spec && takesFromClusters(spec.spec()))
                        .isPresent())
                .forEach(id -> queue.offer(id, Urgency.LOOK));
    }

    private static boolean takesFromClusters(DeliverySpec spec) {
        return spec instanceof DeliverySpec.Deliver deliver
                && deliver.application().components().stream().anyMatch(Upkeep::takesFromClusters);
    }

    private static boolean takesFromClusters(Application.Component component) {
        try {
            return Reference.isCopied(component.type())
                    || Chart.of(component).stream()
                            .flatMap(chart -> chart.layers().stream())
                            .anyMatch(Chart.Layer.FromObject.class::isInstance);
        } catch (Rejected e) {
            return false;
        }
    }

    private void resync() {
        wants.ids().forEach(id -> queue.offer(id, Urgency.LOOK));
        reconciler.retirable().forEach(this::leave);
        orphans.lookAgain();
    }

    /** A store that failed is tried again also while nobody asks for the daemon's readiness. */
    private void lookAtStore() {
        store.trouble().ifPresent(trouble -> LOG.warn("the store {}", trouble));
    }

    /** What the store does not know, since it was lost or a daemon was killed before it wrote. Makes no request. */
    private void leftovers() {
        reconciler.retirable().stream().filter(id -> wants.of(id).isEmpty()).forEach(this::leave);
    }

    /** Something left Git while no daemon with this store looked. */
    private void leave(DeliveryId id) {
        sources.sync(id.source())
                .filter(sync -> sync.isWhole() && !sync.holds(id))
                .flatMap(SourceSync::head)
                .ifPresent(head -> {
                    wants.leave(new Want.Gone(id, head));
                    watching.know(id);
                    queue.offer(id, Urgency.LOOK);
                });
    }

    private void tidy() {
        approvals.tidy();
        Instant limit = clock.instant().minus(HISTORY);
        store.approvals().forgetBefore(limit);
        store.runs().forgetBefore(limit);
        store.events().forgetBefore(limit);
        store.statuses().forgetBefore(limit);
        store.releaseLog().forgetBefore(clock.instant().minus(RELEASES));
    }
}
