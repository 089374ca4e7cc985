package dev.mizzen.daemon.report;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.observe.Drift;
import dev.mizzen.reconcile.run.Outcome;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The state of every delivery, in memory. Whoever subscribes hears of each change, in order. Thread-safe. */
public final class StatusBoard {
    /** Told under the board's lock: must return at once and must not write to the board. */
    @FunctionalInterface
    public interface Listener {
        /** A delivery appeared, changed or went; {@code before} and {@code after} differ. */
        void changed(Optional<DeliveryState> before, Optional<DeliveryState> after);
    }

    private final Clock clock;
    private final UnaryOperator<String> masked;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<DeliveryId, DeliveryState> states = new ConcurrentSkipListMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** A board that repeats every text as it is. */
    public StatusBoard(Clock clock) {
        this(clock, text -> text);
    }

    /** @param masked a text as it may leave the daemon */
    public StatusBoard(Clock clock, UnaryOperator<String> masked) {
        this.clock = clock;
        this.masked = masked;
    }

    public void subscribe(Listener listener) {
        listeners.add(listener);
    }

    /** All of them, in order of id. */
    public List<DeliveryState> all() {
        return List.copyOf(states.values());
    }

    /** Those of one source, in order of id. */
    public List<DeliveryState> of(SourceName source) {
        return states.values().stream()
                .filter(state -> state.id().source().equals(source))
                .toList();
    }

    /** How many deliveries have objects on each cluster, as far as that is known. */
    public Map<ClusterName, Integer> byCluster() {
        Map<ClusterName, Integer> counts = new TreeMap<>();
        states.values().forEach(state -> state.objects().keySet().forEach(name -> counts.merge(name, 1, Integer::sum)));
        return counts;
    }

    public Optional<DeliveryState> of(DeliveryId id) {
        return Optional.ofNullable(states.get(id));
    }

    /** Puts back what was known before a restart. */
    public void restore(DeliveryState state) {
        update(state.id(), known -> state);
    }

    /** A commit changed the delivery, and a run for it will come. */
    public void wanted(DeliveryId id, Revision head, Instant pushed) {
        update(
                id,
                state -> new Edit(state)
                        .sync(Sync.PROGRESSING, "", clock.instant())
                        .head(head, pushed)
                        .state());
    }

    /**
     * A run ended. Of an outcome for an older commit than the wanted one only the facts are taken, not the verdict.
     *
     * @param seen how objects fare now; those that the delivery does not have are passed over
     */
    public void outcome(DeliveryId id, Revision head, Outcome outcome, Map<ClusterName, Map<ObjectRef, Health>> seen) {
        if (outcome instanceof Outcome.Retired) {
            remove(id);
            return;
        }
        update(id, state -> {
            Edit edit = new Edit(state).outcome(head, outcome, clock.instant());
            for (Map.Entry<ClusterName, Map<ObjectRef, Health>> cluster : seen.entrySet()) {
                edit = edit.health(cluster.getKey(), cluster.getValue());
            }
            return edit.state();
        });
    }

    /** As {@link #outcome(DeliveryId, Revision, Outcome, Map)}, where nothing was seen. */
    public void outcome(DeliveryId id, Revision head, Outcome outcome) {
        outcome(id, head, outcome, Map.of());
    }

    /** The input is wrong before any run. */
    public void rejected(DeliveryId id, Revision head, Instant pushed, List<Problem> problems) {
        update(
                id,
                state -> new Edit(state)
                        .head(head, pushed)
                        .outcome(head, new Outcome.Rejected(problems), clock.instant())
                        .state());
    }

    /** The delivery left Git, and stays until someone approves. */
    public void held(DeliveryId id, String message) {
        update(
                id,
                state -> new Edit(state)
                        .sync(Sync.HELD, message, clock.instant())
                        .state());
    }

    /** How the objects of the delivery on one cluster fare now; those that it does not have (any more) are passed over. */
    public void health(DeliveryId id, ClusterName cluster, Map<ObjectRef, Health> objects) {
        if (states.containsKey(id)) {
            update(id, state -> new Edit(state).health(cluster, objects).state());
        }
    }

    /** An object drifted, proved; {@code fight} names who takes a field back each time. */
    public void drifted(Drift drift, Optional<String> fight) {
        update(
                drift.delivery(),
                state -> new Edit(state).drifted(drift, fight, Optional.empty()).state());
    }

    /** Something of a stranger's was seen that is no drift, and is told all the same. */
    public void noted(Drift drift) {
        update(
                drift.delivery(),
                state -> new Edit(state)
                        .drifted(drift, Optional.empty(), Optional.of(clock.instant()))
                        .state());
    }

    /** An object is again as Git says. */
    public void settled(DeliveryId id, ClusterName cluster, ObjectRef ref) {
        if (states.containsKey(id)) {
            update(
                    id,
                    state -> new Edit(state)
                            .settled(cluster, Optional.of(ref), clock.instant())
                            .state());
        }
    }

    public void remove(DeliveryId id) {
        lock.lock();
        try {
            Optional<DeliveryState> before = Optional.ofNullable(states.remove(id));
            if (before.isPresent()) {
                listeners.forEach(listener -> listener.changed(before, Optional.empty()));
            }
        } finally {
            lock.unlock();
        }
    }

    private void update(DeliveryId id, UnaryOperator<DeliveryState> change) {
        lock.lock();
        try {
            Optional<DeliveryState> before = of(id);
            DeliveryState after =
                    change.apply(before.orElseGet(() -> fresh(id))).masked(masked);
            if (before.filter(after::equals).isEmpty()) {
                states.put(id, after);
                listeners.forEach(listener -> listener.changed(before, Optional.of(after)));
            }
        } finally {
            lock.unlock();
        }
    }

    private DeliveryState fresh(DeliveryId id) {
        return new DeliveryState(
                id,
                Sync.PROGRESSING,
                "",
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                clock.instant(),
                Map.of(),
                List.of());
    }

    /** Joins the newest drift to those before, within the bound. */
    static List<DriftSeen> joined(DriftSeen newest, List<DriftSeen> before) {
        return Stream.concat(Stream.of(newest), before.stream())
                .limit(DeliveryState.MOST_DRIFTS)
                .toList();
    }
}
