package dev.mizzen.daemon.report;

import dev.mizzen.daemon.fleet.FleetSeen;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.apply.RequestListener;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.observe.Drift;
import dev.mizzen.reconcile.run.Hold;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Every metric of the daemon, each described in {@code docs/metrics.md}. Labels name sources, environments,
 * applications, clusters and words from fixed lists, nothing else, so that their number is bounded. Thread-safe.
 */
public final class Metrics implements StatusBoard.Listener, RequestListener {
    private static final Duration[] BUCKETS = seconds(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60);
    private static final Duration[] PUSH_BUCKETS = seconds(1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800);

    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final StatusBoard board;
    private final Clock clock;
    private volatile LongSupplier rendered = () -> 0;
    private final AtomicInteger configRight = new AtomicInteger(1);
    private final Map<DeliveryId, Instant> rollingOut = new ConcurrentHashMap<>();

    public Metrics(StatusBoard board, Clock clock) {
        this.clock = clock;
        this.board = board;
        registry.getPrometheusRegistry().register(new BoardCollector(board, clock));
        gauge("mizzen.config.right", "1 while mizzen.yaml is right, 0 while an edit is refused", configRight::get);
        board.subscribe(this);
    }

    private static Duration[] seconds(double... seconds) {
        Duration[] durations = new Duration[seconds.length];
        for (int i = 0; i < seconds.length; i++) {
            durations[i] = Duration.ofMillis((long) (seconds[i] * 1_000));
        }
        return durations;
    }

    /** In Prometheus' text format. */
    public String scrape() {
        return registry.scrape();
    }

    /** Only those of these names, as a client of Prometheus asks with {@code name[]}; all where there are none. */
    public String scrape(Set<String> names) {
        return names.isEmpty() ? scrape() : registry.scrape(TEXT, names);
    }

    /** Watches the queue; {@code waiting} by the word of what is waited for. */
    public void queue(
            Supplier<Number> depth,
            Supplier<Number> running,
            Supplier<Duration> oldest,
            Supplier<Map<String, Integer>> waiting) {
        registry.getPrometheusRegistry().register(new WaitingCollector(waiting));
        gauge("mizzen.queue.depth", "Deliveries that are due and wait for their turn", depth);
        gauge("mizzen.queue.running", "Deliveries that run now", running);
        Gauge.builder("mizzen.queue.oldest", () -> oldest.get().toMillis() / 1_000.0)
                .baseUnit("seconds")
                .description("How long the delivery that is due longest has been so")
                .register(registry);
    }

    /** Watches which sources can be read. */
    public void sources(Supplier<Map<SourceName, Boolean>> readable) {
        registry.getPrometheusRegistry().register(new SourceCollector(readable));
    }

    /** Watches the clusters. */
    public void clusters(Supplier<FleetSeen> seen) {
        registry.getPrometheusRegistry().register(new ClusterCollector(seen, clock));
    }

    /** Watches the renderer: {@code renders} only grows. */
    public void renders(LongSupplier renders) {
        rendered = renders; // the counter holds it weakly
        FunctionCounter.builder("mizzen.renders", this, metrics -> metrics.rendered.getAsLong())
                .description("Components that a renderer process rendered; what the cache answered is not counted")
                .register(registry);
    }

    /** Watches what waits for an approval. */
    public void holds(Supplier<List<Hold>> waiting) {
        registry.getPrometheusRegistry().register(new HoldCollector(board, waiting));
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    /** A run began, {@code waited} after it was due. */
    public void started(DeliveryId id, Duration waited) {
        timer(
                        "mizzen.queue.delay",
                        "From the moment a run was due until it began",
                        BUCKETS,
                        "source",
                        id.source().value())
                .record(waited);
    }

    /** A run ended; {@code outcome} is one of the outcomes' names. */
    public void ran(DeliveryId id, String outcome, Duration took) {
        timer(
                        "mizzen.run",
                        "One run of a delivery, whole",
                        BUCKETS,
                        "source",
                        id.source().value(),
                        "environment",
                        id.environment().value(),
                        "outcome",
                        outcome)
                .record(took);
    }

    /** A source was asked for its branch; {@code result} is {@code fetched}, {@code unchanged} or {@code failed}. */
    public void fetched(SourceName source, String result, Duration took) {
        timer(
                        "mizzen.fetch",
                        "Asking a source for its branch, and fetching it",
                        BUCKETS,
                        "source",
                        source.value(),
                        "result",
                        result)
                .record(took);
    }

    /** The components of a delivery were rendered. */
    public void rendered(DeliveryId id, Duration took) {
        timer(
                        "mizzen.render",
                        "Rendering a delivery",
                        BUCKETS,
                        "source",
                        id.source().value())
                .record(took);
    }

    /** A delivery's objects were applied on one cluster. */
    public void applied(ClusterName cluster, Duration took) {
        timer("mizzen.apply", "Applying a delivery on one cluster", BUCKETS, "cluster", cluster.value())
                .record(took);
    }

    @Override
    public void answered(ClusterName cluster, String verb, String kind, int status, Duration duration) {
        timer(
                        "mizzen.api.requests",
                        "Requests to API servers; code 0 means no answer",
                        BUCKETS,
                        "cluster",
                        cluster.value(),
                        "verb",
                        verb,
                        "code",
                        Integer.toString(status))
                .record(duration);
    }

    /** An object drifted, proved; told once a drift. */
    public void drifted(Drift drift) {
        Counter.builder("mizzen.drifts")
                .description("Objects that were found not to be as Git says")
                .tag("source", drift.delivery().source().value())
                .tag("environment", drift.delivery().environment().value())
                .tag("app", drift.delivery().app().value())
                .tag("cluster", drift.cluster().value())
                .tag("kind", drift.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .register(registry)
                .increment();
    }

    /** A watch saw that an object may have drifted. */
    public void suspected(ClusterName cluster) {
        count("mizzen.suspicions", "Objects that a watch suspected of drift", "cluster", cluster.value());
    }

    /** A push event came in; {@code result} is {@code accepted}, {@code ignored} or {@code refused}. */
    public void webhook(SourceName source, String result) {
        count("mizzen.webhooks", "Push events received", "source", source.value(), "result", result);
    }

    /** A push event was not even read, since too many came. */
    public void limited() {
        count("mizzen.webhooks.limited", "Push events refused unread because too many came");
    }

    /** A commit status went to a forge; {@code result} is {@code sent}, {@code unavailable} or {@code rejected}. */
    public void status(SourceName source, String result) {
        count("mizzen.statuses", "Commit statuses sent to a forge", "source", source.value(), "result", result);
    }

    /** Somebody tried to approve; {@code result} is {@code approved}, {@code unauthorized} or {@code rejected}. */
    public void approval(String result) {
        count("mizzen.approvals", "Requests to approve deletions", "result", result);
    }

    /** Whether the file {@code mizzen.yaml} is right as it is now. */
    public void config(boolean right) {
        configRight.set(right ? 1 : 0);
    }

    private void count(String name, String description, String... tags) {
        Counter.builder(name)
                .description(description)
                .tags(tags)
                .register(registry)
                .increment();
    }

    private Timer timer(String name, String description, Duration[] buckets, String... tags) {
        return Timer.builder(name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(buckets)
                .register(registry);
    }

    /** Tells the two durations of a push, each once a commit and delivery. */
    @Override
    public void changed(Optional<DeliveryState> before, Optional<DeliveryState> after) {
        if (after.isEmpty()) {
            before.ifPresent(state -> rollingOut.remove(state.id()));
            return;
        }
        DeliveryState state = after.get();
        boolean newlyApplied = state.sync() == Sync.SYNCED
                && state.applied().equals(state.head())
                && !before.map(DeliveryState::applied).orElse(Optional.empty()).equals(state.applied());
        if (newlyApplied && state.pushed().isPresent()) {
            push(
                    "mizzen.push.to.applied",
                    "From the sight of a commit until the clusters hold it",
                    state,
                    state.pushed().get());
            rollingOut.put(state.id(), state.pushed().get());
        }
        if (state.sync() == Sync.SYNCED && state.health().state() == Health.State.HEALTHY) {
            Optional.ofNullable(rollingOut.remove(state.id()))
                    .ifPresent(pushed -> push(
                            "mizzen.push.to.healthy",
                            "From the sight of a commit until all of it is healthy",
                            state,
                            pushed));
        }
    }

    private void push(String name, String description, DeliveryState state, Instant pushed) {
        timer(
                        name,
                        description,
                        PUSH_BUCKETS,
                        "source",
                        state.id().source().value(),
                        "environment",
                        state.id().environment().value())
                .record(Duration.between(pushed, clock.instant()));
    }
}
