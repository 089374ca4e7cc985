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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

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
    private static final Duration RESYNC = Duration.ofMinutes(10);
    private static final Duration RETRY_SOURCES = Duration.ofSeconds(30);
    private static final Duration TIDY = Duration.ofHours(6);
    private static final Duration HISTORY = Duration.ofDays(30);

    void schedule(Polls polls) {
        polls.put("resync", RESYNC, this::resync);
        polls.put("sources", RETRY_SOURCES, sources::openMissing);
        polls.put("tidy", TIDY, this::tidy);
    }

    private void resync() {
        wants.ids().forEach(id -> queue.offer(id, Urgency.LOOK));
        reconciler.retirable().forEach(this::leave);
        orphans.lookAgain();
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
    }
}
