package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.apply.Api;
import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.reconcile.apply.Discovery;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.apply.Watched;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * One watch a kind on one cluster, of objects that carry our label; holds of each that is ours what {@link
 * ObservedObject} says, and nothing of any other. It makes no request beyond its watches. Thread-safe.
 */
public final class ClusterWatch implements Watched, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterWatch.class);

    private final Api api;
    private final Baselines baselines;
    private final WatchListener listener;
    private final Clock clock;
    private final Reduction reduction;
    private final Opinion opinion;
    private final Holdings holdings = new Holdings();
    private final Flights flights = new Flights();
    /** Labelled, and not ours: of them nothing is kept but that they are there. */
    private final Set<ObjectRef> strangers = ConcurrentHashMap.newKeySet();

    private final KindWatches kinds;

    /** @param manager the field manager whose entry is ours */
    public ClusterWatch(
            Api api,
            String manager,
            Baselines baselines,
            HealthCheck health,
            WatchListener listener,
            Clock clock,
            WatchLimits limits) {
        this(api, manager, baselines, health, Opinion.NONE, listener, clock, limits);
    }

    /** @param opinion has the last word on the health that {@link #of} shows */
    public ClusterWatch(
            Api api,
            String manager,
            Baselines baselines,
            HealthCheck health,
            Opinion opinion,
            WatchListener listener,
            Clock clock,
            WatchLimits limits) {
        this.api = api;
        this.opinion = opinion;
        this.baselines = baselines;
        this.listener = listener;
        this.clock = clock;
        this.kinds = new KindWatches(api, limits, new Arrivals());
        this.reduction = new Reduction(manager, health);
    }

    @Override
    public void ensure(Set<Resource> wanted) throws ApiException, Waiting {
        kinds.ensure(wanted);
    }

    private static Discovery.GroupKind groupKind(ObjectRef ref) {
        return new Discovery.GroupKind(ref.group(), ref.kind());
    }

    /** As {@link Watched#of}; objects of a kind of which nothing is known any more have health UNKNOWN. */
    @Override
    public Observed of(ApplySetId id) {
        Observed held = holdings.of(id);
        Map<ObjectRef, ObservedObject> shown = new HashMap<>();
        held.objects().forEach((ref, object) -> shown.put(ref, shown(ref, object)));
        return new Observed(Map.copyOf(shown));
    }

    private ObservedObject shown(ObjectRef ref, ObservedObject object) {
        KindState state = kinds.state(groupKind(ref)).orElse(KindState.LIVE);
        if (state.status() == KindState.Status.UNKNOWN) {
            return object.withHealth(new Health(Health.State.UNKNOWN, state.message()));
        }
        Health health = opinion.of(api.cluster(), object);
        return health.equals(object.health()) ? object : object.withHealth(health);
    }

    @Override
    public Optional<ObservedObject> find(ObjectRef ref) {
        return holdings.find(ref);
    }

    @Override
    public Collection<ObservedObject> marked() {
        return holdings.all();
    }

    /** Whether a Job ran to its end; its TTL may have removed it since. */
    public boolean ranToItsEnd(ObjectRef job) {
        return baselines.finished(api.cluster(), job).isPresent();
    }

    @Override
    public boolean mayBeLabelled(Resource kind, ObjectRef ref) {
        Optional<KindState> state = kinds.state(KindWatches.groupKind(kind));
        return state.isEmpty()
                || state.get().status() != KindState.Status.LIVE
                || strangers.contains(ref)
                || holdings.find(ref).isPresent();
    }

    /** How far what is held of each watched kind can be trusted, by {@code Kind.group}. */
    public Map<String, KindState> kinds() {
        return kinds.states();
    }

    @Override
    public Flight flight(ObjectRef ref) {
        flights.begin(ref);
        return new OpenFlight(ref);
    }

    private void arrive(Arrival arrival) {
        if (!flights.hold(arrival)) {
            settle(arrival);
        }
    }

    /** Takes in news that no write of ours explains. */
    private void settle(Arrival arrival) {
        ObjectRef ref = arrival.ref();
        Expectation expected = new Expectation(baselines.digest(api.cluster(), ref));
        Holdings.Step step = holdings.take(
                ref, arrival.now().map(o -> expected.judge(o, holdings.find(ref))), arrival.resourceVersion());
        boolean ours = arrival.now().isEmpty()
                && step.before().filter(b -> flights.wasOurs(b.uid())).isPresent();
        step.now()
                .filter(ObservedObject::finished)
                .flatMap(ObservedObject::mark)
                .ifPresent(mark -> done(ref, mark));
        tell(step, ref, expected.isMetBy(step.now()), arrival.at());
        if (step.changed() && !ours) {
            DriftDetector.suspect(step.before(), step.now(), arrival.present(), expected.baseline())
                    .ifPresent(sign -> suspect(step, ref, sign, arrival.at()));
        }
        if (expected.isMetAgain(step)) {
            safely(l -> l.settled(api.cluster(), ref));
        }
    }

    /** Remembered at once: its TTL may remove the Job before any run looks at it. */
    private void done(ObjectRef job, Observed.Mark mark) {
        if (!baselines.finished(api.cluster(), job).equals(Optional.of(mark.digest()))) {
            baselines.finish(api.cluster(), job, mark.digest());
        }
    }

    private void suspect(Holdings.Step step, ObjectRef ref, Suspicion.Sign sign, Instant at) {
        step.before()
                .or(step::now)
                .flatMap(ObservedObject::partOf)
                .ifPresent(id ->
                        safely(l -> l.suspected(new Suspicion(api.cluster(), new ApplySetId(id), ref, sign, at))));
    }

    private void tell(Holdings.Step step, ObjectRef ref, boolean inSync, Instant at) {
        if (step.changed()) {
            safely(l -> l.changed(new Change(api.cluster(), ref, step.before(), step.now(), inSync, at)));
        }
    }

    private void safely(Consumer<WatchListener> call) {
        try {
            call.accept(listener);
        } catch (RuntimeException e) {
            LOG.error("cluster {}: a listener of the watch failed", api.cluster(), e);
        }
    }

    /** Ends the watches; none calls the listener afterwards, unless it hangs in it for longer than a second. */
    @Override
    public void close() {
        kinds.close();
    }

    /** From the watches' threads. */
    private final class Arrivals implements KindWatch.Sink {
        @Override
        public void present(Resource kind, JsonNode live) {
            Instant at = clock.instant();
            ObjectRef ref = Reduction.ref(kind, live);
            Optional<ObservedObject> ours = reduction.of(kind, live, at);
            if (ours.isEmpty()) {
                strangers.add(ref);
            } else {
                strangers.remove(ref);
            }
            arrive(new Arrival(ref, ours, true, version(live), at));
        }

        @Override
        public void deleted(Resource kind, JsonNode last) {
            strangers.remove(Reduction.ref(kind, last));
            arrive(new Arrival(Reduction.ref(kind, last), Optional.empty(), false, version(last), clock.instant()));
        }

        @Override
        public void complete(Resource kind, Set<ObjectRef> present, String resourceVersion) {
            Discovery.GroupKind listed = KindWatches.groupKind(kind);
            strangers.removeIf(ref -> groupKind(ref).equals(listed) && !present.contains(ref));
            for (ObjectRef ref : holdings.ofKind(kind.gvk().group(), kind.gvk().kind())) {
                if (!present.contains(ref)) {
                    arrive(new Arrival(ref, Optional.empty(), false, resourceVersion, clock.instant()));
                }
            }
        }

        @Override
        public void state(Resource kind, KindState state) {
            safely(l -> l.kind(api.cluster(), kind, state));
        }

        private static String version(JsonNode live) {
            return live.path("metadata").path("resourceVersion").asString("");
        }
    }

    /** One write of ours. */
    private final class OpenFlight implements Flight {
        private final ObjectRef ref;

        OpenFlight(ObjectRef ref) {
            this.ref = ref;
        }

        @Override
        public void wrote(Resource kind, JsonNode answer) {
            Instant at = clock.instant();
            tell(holdings.take(ref, reduction.of(kind, answer, at), Arrivals.version(answer)), ref, true, at);
            safely(l -> l.settled(api.cluster(), ref));
        }

        @Override
        public void inSync(Resource kind, JsonNode live) {
            Instant at = clock.instant();
            tell(holdings.judge(ref, reduction.of(kind, live, at)), ref, true, at);
            safely(l -> l.settled(api.cluster(), ref));
        }

        @Override
        public void deleted() {
            Holdings.Step step = holdings.terminating(ref);
            step.now().ifPresent(o -> flights.deleted(o.uid()));
            tell(step, ref, true, clock.instant());
        }

        @Override
        public void close() {
            flights.end(ref).ifPresent(ClusterWatch.this::settle);
        }
    }
}
