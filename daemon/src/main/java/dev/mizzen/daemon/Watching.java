package dev.mizzen.daemon;

import dev.mizzen.daemon.queue.DeliveryQueue;
import dev.mizzen.daemon.queue.Urgency;
import dev.mizzen.daemon.report.DeliveryState;
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
import dev.mizzen.reconcile.spec.Environment;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the watches and the proofs of drift tell, brought to the queue, the board, the metrics and the history. */
final class Watching implements WatchListener, DriftListener {
    private static final Logger LOG = LoggerFactory.getLogger(Watching.class);

    private final Parts parts;
    private final Map<String, DeliveryId> deliveries = new ConcurrentHashMap<>();
    private final Map<Place, DeliveryId> drifting = new ConcurrentHashMap<>();
    private final Map<Place, Fought> fights = new ConcurrentHashMap<>();

    /**
     * @param judge hears that an object of a delivery changed; returns at once
     * @param writer runs what writes history, off the watches' threads
     */
    record Parts(
            DeliveryQueue queue,
            StatusBoard board,
            Metrics metrics,
            Events events,
            LiveHealth health,
            Wakes wakes,
            Consumer<DeliveryId> judge,
            Executor writer,
            Clock clock) {}

    private record Place(ClusterName cluster, ObjectRef ref) {}

    private record Fought(DeliveryId delivery, Fights.Fight fight) {}

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
        fights.values().removeIf(fought -> fought.delivery().equals(id));
        parts.wakes().forget(id);
    }

    @Override
    public void changed(Change change) {
        for (String set : change.ids()) {
            DeliveryId id = deliveries.get(set);
            if (id != null) {
                parts.health().changed(id);
                parts.judge().accept(id);
                if (change.healthChanged() || change.changedHands()) {
                    parts.wakes().health(id);
                }
                if (!change.newAdditions().isEmpty()) {
                    parts.queue().offer(id, Urgency.KEEP); // what is to be done about them is the run's to say
                }
            }
        }
    }

    @Override
    public void suspected(Suspicion suspicion) {
        DeliveryId id = deliveries.get(suspicion.id().value());
        if (id != null) {
            parts.metrics().suspected(suspicion.cluster());
            parts.queue().offer(id, Urgency.KEEP);
        }
    }

    @Override
    public void settled(ClusterName cluster, ObjectRef ref) {
        Place place = new Place(cluster, ref);
        fights.remove(place);
        DeliveryId id = drifting.remove(place);
        if (id != null) {
            parts.board().settled(id, cluster, ref);
        }
    }

    @Override
    public void kind(ClusterName cluster, Resource kind, KindState state) {
        switch (state.status()) {
            case LIVE -> parts.wakes().answers(cluster);
            case INTERRUPTED -> cannotWatch(cluster, kind, state);
            case UNKNOWN -> {
                cannotWatch(cluster, kind, state);
                whoOwns(cluster, kind).forEach(id -> parts.queue().offer(id, Urgency.KEEP));
            }
            case LISTING -> LOG.debug("cluster {}: {} is being listed", cluster, kind.plural());
        }
    }

    private static void cannotWatch(ClusterName cluster, Resource kind, KindState state) {
        LOG.warn(
                "cluster {}: the watch of {} is {}: {}", cluster, kind.plural(), word(state.status()), state.message());
    }

    /** The kind may be served as another version now: who has objects of it asks for the watch again. */
    private List<DeliveryId> whoOwns(ClusterName cluster, Resource kind) {
        return parts.board().all().stream()
                .filter(state -> state.objects().getOrDefault(cluster, Map.of()).keySet().stream()
                        .anyMatch(ref -> ref.kind().equals(kind.gvk().kind())
                                && ref.group().equals(kind.gvk().group())))
                .map(DeliveryState::id)
                .toList();
    }

    @Override
    public void drifted(Drift drift, Optional<Fights.Fight> fight) {
        switch (drift.kind()) {
            case CHANGED, DELETED -> lost(drift, fight);
            case ADDITION, ADDITION_REMOVED -> added(drift, fight);
        }
        fight.ifPresent(f -> fought(drift, f));
    }

    private void lost(Drift drift, Optional<Fights.Fight> fight) {
        boolean isNew = drifting.put(new Place(drift.cluster(), drift.ref()), drift.delivery()) == null;
        parts.board().drifted(drift, fight.map(Fights.Fight::manager));
        if (isNew) {
            parts.metrics().drifted(drift);
            remember("drift", drift, words(drift));
        }
    }

    private void added(Drift drift, Optional<Fights.Fight> fight) {
        if (fight.isEmpty()) {
            parts.board().noted(drift);
            parts.metrics().drifted(drift);
            remember("addition", drift, words(drift));
        }
    }

    /** A fight is told when it begins; when its time is over, the delivery runs again. */
    private void fought(Drift drift, Fights.Fight fight) {
        Fought now = new Fought(drift.delivery(), fight);
        if (now.equals(fights.put(new Place(drift.cluster(), drift.ref()), now))) {
            return;
        }
        String what = drift.kind() == Drift.Kind.ADDITION ? "adds" : "takes";
        remember(
                "fight",
                drift,
                "\"" + fight.manager() + "\" " + what + " " + fight.path() + " again and again; left alone until "
                        + fight.until());
        long wait = Duration.between(parts.clock().instant(), fight.until()).toMillis() + 1;
        CompletableFuture.delayedExecutor(wait, TimeUnit.MILLISECONDS, parts.writer())
                .execute(() -> parts.queue().offer(drift.delivery(), Urgency.KEEP));
    }

    /** Who only observes wants figures and no history. */
    private void remember(String kind, Drift drift, String words) {
        if (drift.mode() == Environment.Mode.OBSERVE) {
            LOG.debug("{} on {}: {} {}", drift.delivery(), drift.cluster(), drift.ref(), words);
            return;
        }
        LOG.warn("{} on {}: {} {}", drift.delivery(), drift.cluster(), drift.ref(), words);
        Events.Row row = new Events.Row(
                drift.delivery(),
                drift.cluster(),
                drift.ref().toString(),
                kind,
                drift.ref().kind() + " " + drift.ref().name() + " " + words,
                drift.seen());
        parts.writer().execute(() -> remember(row));
    }

    private void remember(Events.Row row) {
        try {
            parts.events().add(row);
        } catch (DataAccessException e) {
            LOG.warn("the store does not remember that {}: {}", row.message(), e.getMessage());
        }
    }

    private static String words(Drift drift) {
        String fields = drift.fields().stream()
                .map(field -> field.path() + " by " + field.manager())
                .collect(Collectors.joining(", "));
        return word(drift.kind()) + (fields.isEmpty() ? "" : ": " + fields);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
