package dev.mizzen.daemon;

import dev.mizzen.daemon.approve.Approval;
import dev.mizzen.daemon.approve.ApprovalBook;
import dev.mizzen.daemon.approve.Approvers;
import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.config.ConfigFile;
import dev.mizzen.daemon.config.SecretMissing;
import dev.mizzen.daemon.config.SecretRef;
import dev.mizzen.daemon.fleet.FleetSeen;
import dev.mizzen.daemon.history.Ledger;
import dev.mizzen.daemon.promote.Freezes;
import dev.mizzen.daemon.promote.HeldPins;
import dev.mizzen.daemon.promote.Promotions;
import dev.mizzen.daemon.pulls.PullLook;
import dev.mizzen.daemon.queue.DeliveryQueue;
import dev.mizzen.daemon.queue.Urgency;
import dev.mizzen.daemon.report.ForgeReporter;
import dev.mizzen.daemon.report.Metrics;
import dev.mizzen.daemon.report.NextTry;
import dev.mizzen.daemon.report.StatusBoard;
import dev.mizzen.daemon.report.Turnstile;
import dev.mizzen.daemon.store.Store;
import dev.mizzen.daemon.store.StoreUnavailable;
import dev.mizzen.daemon.trigger.Polls;
import dev.mizzen.daemon.trigger.SourceSync;
import dev.mizzen.daemon.trigger.Successors;
import dev.mizzen.daemon.trigger.Want;
import dev.mizzen.daemon.trigger.Wants;
import dev.mizzen.daemon.web.ApprovalDesk;
import dev.mizzen.daemon.web.Readiness;
import dev.mizzen.daemon.web.WebServer;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.Reconciler;
import dev.mizzen.reconcile.apply.Claims;
import dev.mizzen.reconcile.artifact.Artifacts;
import dev.mizzen.reconcile.artifact.ContentStore;
import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Leaves;
import dev.mizzen.reconcile.observe.ProgressDeadlines;
import dev.mizzen.reconcile.observe.verdict.Judge;
import dev.mizzen.reconcile.observe.verdict.Verdicts;
import dev.mizzen.reconcile.reach.Web;
import dev.mizzen.reconcile.render.HelperPool;
import dev.mizzen.reconcile.render.Outside;
import dev.mizzen.reconcile.render.Renderer;
import dev.mizzen.reconcile.render.SnapshotReads;
import dev.mizzen.reconcile.render.Unsealer;
import dev.mizzen.reconcile.run.Deletions;
import dev.mizzen.reconcile.run.RecentPages;
import dev.mizzen.reconcile.run.Resolving;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running daemon. The constructor wires its parts from the store up to the web; {@link #begin} starts them and {@link
 * #close} stops them the other way round: first what comes in, then the runs under way, then what they need.
 */
public final class Mizzen implements AutoCloseable {
    /** How long runs under way may take to end when the daemon stops. */
    public static final Duration GRACE = Duration.ofSeconds(30);

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(Mizzen.class);

    private final Clock clock = Clock.systemUTC();
    private final ScheduledExecutorService timer;
    private final ExecutorService threads;
    private final HttpClient http;
    private final Store store;
    private final StatusBoard board;
    private final Metrics metrics;
    private final Wants wants = new Wants();
    private final Successors successors;
    private final Promotions promotions;
    private final Freezes freezes;
    private final HeldPins heldPins;
    private final Map<Pace, Turnstile> turnstiles = new ConcurrentHashMap<>();
    private final DeliveryQueue queue;
    private final ApprovalBook approvals;
    private final Approvers approvers;
    private final Knocks knocks;
    private final Wakes wakes;
    private final Watching watching;
    private final LiveHealth health = new LiveHealth();
    private final Orphans orphans;
    private final Clusters clusters;
    private final Discoveries discoveries;
    private final HelperPool helpers;
    private final HelperPool sops;
    private final Web downloads;
    private final HelperPool judges;
    private final Judge judge;
    private final Reconciler reconciler;
    private final Polls polls;
    private final Sources sources;
    private final Edits edits;
    private final WebServer web;
    private Optional<ConfigFile> file = Optional.empty();

    /**
     * Starts a daemon; it works until it is closed.
     *
     * @throws StoreUnavailable if the store cannot be opened, as when another daemon holds it
     * @throws SecretMissing if a secret that the daemon itself needs is not where the configuration says
     * @throws IOException if the data folder cannot be written or the port not be listened on
     */
    public static Mizzen start(Config config) throws StoreUnavailable, SecretMissing, IOException {
        Map<String, String> environment = System.getenv();
        Files.createDirectories(config.data());
        Store store = open(config.store(), environment);
        try {
            Mizzen mizzen = new Mizzen(config, environment, store);
            mizzen.begin(config);
            return mizzen;
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** As {@link #start(Config)}, and follows the file; closes it in the end. */
    public static Mizzen start(ConfigFile file) throws StoreUnavailable, SecretMissing, IOException {
        Mizzen mizzen = start(file.current());
        mizzen.file = Optional.of(file);
        file.follow(mizzen.edits);
        return mizzen;
    }

    private Mizzen(Config config, Map<String, String> environment, Store store) throws IOException {
        this.store = store;
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("timer").factory());
        threads = Executors.newVirtualThreadPerTaskExecutor();
        http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
        Leaves leaves = new Leaves();
        UnaryOperator<String> masked = leaves::masked;
        MaskedLogs.mask(masked);
        store.mask(masked);
        board = new StatusBoard(clock, masked);
        metrics = new Metrics(board, clock);
        board.subscribe(new Ledger(store.releaseLog(), this::inputs, clock));
        queue = new DeliveryQueue(
                new DeliveryLanes(wants, this::clusters),
                DeliveryQueue.Limits.of(config.workers()),
                metrics::started,
                GRACE,
                clock,
                random);
        successors = new Successors(wants, board);
        successors.follow(id -> queue.offer(id, Urgency.WAKE));
        freezes = new Freezes(store.freezes(), store.events(), wants::ids, this::reopened, clock);
        heldPins = new HeldPins(
                store.followed(),
                freezes,
                source -> sources().sync(source).ifPresent(SourceSync::reread),
                this::later,
                clock);
        promotions = new Promotions(new Promotions.Parts(
                wants,
                board,
                store,
                source -> sources().repository(source),
                source -> sources().sync(source).ifPresent(SourceSync::trigger),
                (source, status) -> sources().reporter(source).ifPresent(reporter -> reporter.mark(status)),
                freezes,
                this::later,
                clock));
        metrics.queue(queue::depth, queue::runs, queue::oldest, queue::waiting);
        approvals = new ApprovalBook(store.approvals(), store.events(), this::approved, clock);
        metrics.holds(() -> approvals.waiting().stream().map(Approval::hold).toList());
        approvers = new Approvers(environment);
        knocks = new Knocks(cluster -> clusters().site(cluster), this::later, random);
        wakes = new Wakes(id -> queue.offer(id, Urgency.WAKE), this::knock);
        watching = new Watching(
                new Watching.Parts(queue, board, metrics, store.events(), health, wakes, this::judge, threads, clock));
        orphans = new Orphans(wants, queue, this::clusters, threads);
        Claims claims = new Claims(id -> queue.offer(id, Urgency.WAKE));
        Verdicts verdicts = new Verdicts();
        downloads = new Web(ArtifactHosts.of(config.artifacts(), environment), Web.Limits.DEFAULT);
        clusters = new Clusters(new Clusters.Shared(
                config.fieldManager(),
                store.baselines(),
                claims,
                verdicts,
                watching,
                watching,
                metrics,
                orphans::look,
                new RecentPages(downloads, clock),
                environment,
                threads,
                clock));
        metrics.clusters(this::fleet);
        discoveries = new Discoveries(clusters::site, this::found);
        Path program = RendererProgram.find(config.renderer());
        helpers = new HelperPool(program, RendererProgram.limits(config.renderer()), timer, threads);
        sops = new HelperPool(
                RendererProgram.sops(config.renderer()), RendererProgram.limits(config.renderer()), timer, threads);
        Unsealer unsealer = new Unsealer(sops, leaves);
        judges = new HelperPool(program, RendererProgram.judging(), timer, threads);
        judge = new Judge(judges, clusters::site, verdicts, this::judged, this::outdated, this::later);
        ContentStore content = new ContentStore(config.data().resolve("artifacts"), ContentStore.MOST_BYTES, clock);
        OtherMirrors others = new OtherMirrors(this::sources);
        Artifacts artifacts = new Artifacts(downloads, helpers, content, store.pins(), others);
        Renderer renderer = new Renderer(helpers, Outside.of(artifacts));
        metrics.renders(renderer::renders);
        Catalog builtIn = Catalog.builtIn(helpers);
        PassingPins passing = new PassingPins(store.pins());
        PullLook.Shared looks = PullLooks.of(
                helpers,
                Outside.of(new Artifacts(downloads, helpers, content, passing, others)),
                builtIn,
                clusters::clusters,
                masked,
                store.pulls(),
                clock);
        RenderStages stages = new RenderStages(renderer, builtIn, Build.of(program));
        reconciler = new Reconciler(
                stages, clusters, claims, approvals, store.releases(), new RunProgress(metrics), judge, clock);
        Commits commits = new Commits(
                reconciler, watching, metrics, approvals, store, successors, promotions, this::reporter, this::pulls);
        polls = new Polls(clock, random);
        sources = new Sources(new Sources.Shared(
                config.data().resolve("mirrors"),
                new SnapshotReads(renderer, builtIn),
                unsealer::open,
                heldPins::gate,
                (name, branch) -> new SourceSync(
                        name, branch, Memory.of(store, name), wants, board, queue, approvals, commits, clock),
                (name, place, forge) -> new ForgeReporter(
                        name,
                        forge,
                        board,
                        store.statuses(),
                        metrics,
                        ForgeReporter.Pace.DEFAULT,
                        turnstile(place),
                        clock),
                (origin, place, forge) ->
                        forge.pullRequests().map(pulls -> new PullLook(origin, forge, pulls, turnstile(place), looks)),
                polls,
                http,
                environment,
                clock));
        metrics.sources(sources::readable);
        edits = new Edits(
                clusters,
                discoveries,
                sources,
                approvers,
                hosts -> downloads.configure(ArtifactHosts.of(hosts, environment)),
                metrics);
        web = WebServer.start(
                config.listener().host(),
                config.listener().port(),
                new WebServer.Parts(
                        board,
                        this::next,
                        store,
                        metrics::scrape,
                        this::readiness,
                        new ForgeEvents(sources, metrics, environment),
                        metrics::limited,
                        new ApprovalDesk(approvals, approvers, clusters::retiring, metrics::approval),
                        new ResolvedInputs(wants, new Resolving(stages, clusters, clock), masked),
                        promotions::all,
                        promotions::rollBack,
                        this::fleet,
                        Optional.of(freezes)),
                clock);
    }

    private static Store open(Config.Store config, Map<String, String> environment)
            throws StoreUnavailable, SecretMissing {
        Optional<SecretRef> password = config.password();
        return Store.open(
                config.url(),
                config.user(),
                password.isPresent() ? Optional.of(password.get().read(environment)) : Optional.empty());
    }

    private void begin(Config config) {
        Set<SourceName> followed =
                config.sources().stream().map(Config.Source::name).collect(Collectors.toSet());
        Memory.restore(store, board, followed);
        approvals.followOnly(followed);
        HealthLook look =
                new HealthLook(board, clusters::watch, new ProgressDeadlines(clock, this::later, health::changed));
        health.start(look::at);
        queue.start(new DeliveryRun(
                wants, successors, reconciler, board, look, store, metrics, wakes, approvals, this::retired, clock));
        new Upkeep(wants, queue, reconciler, sources, orphans, watching, approvals, store, clock).schedule(polls);
        polls.put("clusters", Clusters.ASKED, clusters::askAll);
        polls.put("promotions", Promotions.REPAIR, promotions::lookAtAll);
        polls.put("windows", Promotions.REPAIR, heldPins::look);
        polls.start();
        approvers.configure(config.tokens());
        clusters.grant(config.sources());
        clusters.configure(config.clusters());
        discoveries.configure(config.discover());
        sources.configure(config.sources());
        LOG.info("mizzen listens on port {}", web.port());
    }

    /** The port on which the page, the API and the hooks are. */
    public int port() {
        return web.port();
    }

    /** Where every delivery stands. */
    public StatusBoard board() {
        return board;
    }

    private record Pace(URI forge, int statusesPerMinute) {}

    private Turnstile turnstile(Config.Forge forge) {
        return turnstiles.computeIfAbsent(
                new Pace(forge.api(), forge.statusesPerMinute()),
                pace -> new Turnstile(Duration.ofMinutes(1).dividedBy(pace.statusesPerMinute())));
    }

    private Optional<String> inputs(DeliveryId id) {
        return wants.of(id)
                .flatMap(want -> want instanceof Want.Spec spec
                        ? Optional.of(spec.inputs().hex())
                        : Optional.empty());
    }

    /** An environment of the source was frozen or unfrozen. */
    private void reopened(SourceName source) {
        sources.sync(source).ifPresent(SourceSync::reread);
        promotions.lookAtAll();
    }

    private Clusters clusters() {
        return clusters;
    }

    private FleetSeen fleet() {
        return clusters.seen().with(board.byCluster());
    }

    private Sources sources() {
        return sources;
    }

    private Optional<ForgeReporter> reporter(SourceName source) {
        return sources.reporter(source);
    }

    /** Other clusters are found: whoever may be meant for them runs again. */
    private void found(Map<String, Discoveries.Answer> answers, Optional<String> missing) {
        boolean whole = clusters.unlisted().isPresent() && missing.isEmpty();
        if (clusters.found(answers, missing) || whole) {
            sources.runAll();
        }
    }

    private Optional<PullLook> pulls(SourceName source) {
        return sources.pulls(source);
    }

    private void later(Instant when, Runnable task) {
        later(Duration.between(clock.instant(), when), task);
    }

    private void later(Duration wait, Runnable task) {
        CompletableFuture.delayedExecutor(Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS, threads)
                .execute(task);
    }

    private void judge(DeliveryId id) {
        judge.changed(id);
    }

    /** What a definition says of the delivery's health may be something else now. */
    private void judged(DeliveryId id) {
        health.changed(id);
        wakes.health(id);
    }

    /** What the delivery was rendered with of its live objects is something else now. */
    private void outdated(DeliveryId id) {
        queue.offer(id, Urgency.WAKE);
    }

    /** Somebody waits for an answer of the cluster. */
    private void knock(ClusterName cluster) {
        knocks.at(cluster, wakes::isAwaited, wakes::answers);
    }

    /** When a delivery that waits is tried again, and what for. */
    private Optional<NextTry> next(DeliveryId id) {
        return queue.pending(id).map(pending -> new NextTry(pending.obstacle().word(), pending.at()));
    }

    private void retired(Want.Gone gone) {
        watching.forget(gone.id());
        successors.forget(gone.id());
        judge.forget(gone.id());
        sources.sync(gone.id().source()).ifPresent(sync -> sync.retired(gone));
    }

    /** What was approved is done now, and not when something else happens. */
    private void approved(Deletions deletions) {
        switch (deletions) {
            case Deletions.OfObjects of -> queue.offer(of.delivery(), Urgency.RESET);
            case Deletions.OfDeliveries of -> {
                sources.sync(of.source()).ifPresent(SourceSync::trigger);
                of.deliveries().forEach(id -> queue.offer(id, Urgency.RESET));
            }
        }
    }

    private Readiness readiness() {
        Map<String, String> details = new LinkedHashMap<>();
        Optional<String> trouble = store.trouble();
        details.put("store", trouble.orElse(Readiness.OK));
        details.put("config", edits.state());
        details.putAll(clusters.troubles());
        details.putAll(sources.troubles());
        return new Readiness(trouble.isEmpty() && sources.allAsked(), details);
    }

    @Override
    public void close() {
        LOG.info("mizzen stops");
        file.ifPresent(Mizzen::close);
        polls.close();
        web.close();
        queue.close();
        reconciler.close();
        promotions.close();
        sources.close();
        health.close();
        judge.close();
        discoveries.close();
        clusters.close();
        downloads.close();
        helpers.close();
        sops.close();
        judges.close();
        timer.shutdownNow();
        threads.close();
        http.close();
        store.close();
        LOG.info("mizzen stopped");
    }

    private static void close(ConfigFile file) {
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("the configuration is still watched: {}", e.getMessage());
        }
    }
}
