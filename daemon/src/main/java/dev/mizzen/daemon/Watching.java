package dev.mizzen.daemon;

import dev.mizzen.daemon.queue.DeliveryQueue;
import dev.mizzen.daemon.queue.Urgency;
import dev.mizzen.daemon.report.Metrics;
import dev.mizzen.daemon.report.StatusBoard;
import dev.mizzen.daemon.store.Events;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.observe.Change;
import dev.mizzen.reconcile.observe.Drift;
import dev.mizzen.reconcile.observe.DriftListener;
import dev.mizzen.reconcile.observe.Fights;
import dev.mizzen.reconcile.observe.KindState;
import dev.mizzen.reconcile.observe.Suspicion;
import dev.mizzen.reconcile.observe.WatchListener;
import dev.mizzen.reconcile.plan.ApplySetId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the watches and the proofs of drift tell, brought to the queue, the board, the metrics and the history. */
final class Watching implements WatchListener, DriftListener {
    private static final Logger LOG = LoggerFactory.getLogger(Watching.class);

    private final Parts parts;
    private final Map<String, DeliveryId> deliveries = new ConcurrentHashMap<>();
    private final Map<Place, DeliveryId> drifting = new ConcurrentHashMap<>();

    /** @param writer runs what writes history, off the watches' threads */
    record Parts(
            DeliveryQueue queue,
            StatusBoard board,
            Metrics metrics,
            Events events,
            LiveHealth health,
            Wakes wakes,
            Executor writer) {}

    private record Place(ClusterName cluster, ObjectRef ref) {}

    Watching(Parts parts) {
        this.parts = parts;
    }

    /** From now on events of objects with this delivery's id are its events. */
    void know(DeliveryId id) {
        deliveries.put(ApplySetId.of(id).value(), id);
    }

    void forget(DeliveryId id) {
        deliveries.remove(ApplySetId.of(id).value());
        drifting.values().removeIf(id::equals);
        parts.wakes().forget(id);
    }

    @Override
    public void changed(Change change) {
        for (String set : change.ids()) {
            DeliveryId id = deliveries.get(set);
            if (id != null) {
                parts.health().changed(id);
                change.addition(id).ifPresent(this::addition);
                if (change.healthChanged()) {
                    parts.wakes().health(id);
                }
            }
        }
    }

    @Override
    public void suspected(Suspicion suspicion) {
        DeliveryId id = deliveries.get(suspicion.id().value());
        if (id != null) {
            parts.queue().offer(id, Urgency.KEEP);
        }
    }

    @Override
    public void settled(ClusterName cluster, ObjectRef ref) {
        DeliveryId id = drifting.remove(new Place(cluster, ref));
        if (id != null) {
            parts.board().settled(id, cluster, ref);
        }
    }

    @Override
    public void kind(ClusterName cluster, Resource kind, KindState state) {
        switch (state.status()) {
            case LIVE -> parts.wakes().answers(cluster);
            case INTERRUPTED, UNKNOWN ->
                LOG.warn(
                        "cluster {}: the watch of {} is {}: {}",
                        cluster,
                        kind.plural(),
                        word(state.status()),
                        state.message());
            case LISTING -> LOG.debug("cluster {}: {} is being listed", cluster, kind.plural());
        }
    }

    @Override
    public void drifted(Drift drift, Optional<Fights.Fight> fight) {
        boolean isNew = drifting.put(new Place(drift.cluster(), drift.ref()), drift.delivery()) == null;
        parts.board().drifted(drift, fight.map(Fights.Fight::manager));
        if (isNew) {
            parts.metrics().drifted(drift);
            LOG.warn("{} drifted on {}: {} {}", drift.delivery(), drift.cluster(), drift.ref(), words(drift));
            remember("drift", drift);
        }
    }

    private void addition(Drift drift) {
        parts.board().noted(drift);
        parts.metrics().drifted(drift);
        remember("addition", drift);
    }

    private void remember(String kind, Drift drift) {
        Events.Row row = new Events.Row(
                drift.delivery(),
                drift.cluster(),
                drift.ref().toString(),
                kind,
                drift.ref().kind() + " " + drift.ref().name() + " " + words(drift),
                drift.seen());
        parts.writer().execute(() -> parts.events().add(row));
    }

    private static String words(Drift drift) {
        String fields = drift.fields().stream()
                .map(field -> field.path() + " by " + field.manager())
                .collect(Collectors.joining(", "));
        return word(drift.kind()) + (fields.isEmpty() ? "" : ": " + fields);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
