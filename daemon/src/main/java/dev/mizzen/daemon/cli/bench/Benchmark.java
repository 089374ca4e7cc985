package dev.mizzen.daemon.cli.bench;

import dev.mizzen.reconcile.apply.Api;
import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.model.Gvk;
import dev.mizzen.testkit.forge.ForgeFixture;
import dev.mizzen.testkit.git.BareRepository;
import dev.mizzen.testkit.git.GitServer;
import dev.mizzen.testkit.git.Push;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One run: the floor, then the daemon from nothing to all healthy, a push to all, pushes to one, rest, live edits and
 * deletions, a restart. The daemon and the floor are processes of their own, each with a fresh API server.
 */
public final class Benchmark implements AutoCloseable {
    private static final String REPOSITORY = "bench/bench";
    private static final String BRANCH = "main";
    private static final int PUSHES = 20;
    private static final int LIVE_EDITS = 200;
    private static final Duration REST = Duration.ofSeconds(60);
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LONG = Duration.ofMinutes(60);
    private static final Resource DEPLOYMENTS =
            new Resource(new Gvk("apps", "v1", "Deployment"), "deployments", true, true);
    private static final Resource CONFIG_MAPS = new Resource(new Gvk("", "v1", "ConfigMap"), "configmaps", true, false);

    private final Load load;
    private final Optional<Path> kubeconfig;
    private final Path folder;
    private final Consumer<String> progress;
    private final Figures figures = new Figures();
    private final Map<String, String> files;
    private final GitServer git;
    private final BareRepository repository;
    private final ForgeFixture forge;
    private int version = 1;
    private String head;

    /**
     * Makes the repository.
     *
     * @param kubeconfig of a cluster without a namespace {@value Load#NAMESPACE}; a test cluster where there is none
     * @param folder an empty one, for all that is written
     * @param progress gets one line a step
     */
    public Benchmark(int apps, int objects, Optional<Path> kubeconfig, Path folder, Consumer<String> progress)
            throws IOException {
        this.load = new Load(apps, objects);
        this.kubeconfig = kubeconfig;
        this.folder = folder;
        this.progress = progress;
        this.files = new HashMap<>(load.files(version));
        this.git = GitServer.start(Files.createDirectory(folder.resolve("git")), Clock.systemUTC());
        this.repository = git.repository(REPOSITORY);
        this.forge = ForgeFixture.start(Clock.systemUTC());
        this.head = repository.commit(BRANCH, "version 1", files);
    }

    /** Runs it all; takes minutes. */
    public Figures run() throws IOException, InterruptedException, ApiException {
        figures.put("apps", load.apps());
        figures.put("objects", (long) load.apps() * load.objects());
        Duration first = floor();
        try (Ground ground = Ground.open(kubeconfig);
                DaemonChild daemon = new DaemonChild(folder, ground.kubeconfig(), git.url(REPOSITORY))) {
            forge.webhook(REPOSITORY, daemon.hook(), DaemonChild.WEBHOOK_SECRET);
            fromNothing(ground, daemon, first);
            try (Witness deployments = Witness.of(ground.api(), DEPLOYMENTS, Benchmark::image)) {
                pushToAll(daemon, deployments);
                pushesToOne(daemon, deployments);
            }
            rest(daemon);
            liveEdits(ground, daemon);
            restart(daemon);
            figures.megabytes("rss_mb_daemon", daemon.memory().most());
            figures.megabytes("rss_mb_helpers", daemon.memory().mostOfChildren());
        }
        return figures;
    }

    private Duration floor() throws IOException, InterruptedException, ApiException {
        progress.accept("floor: a bare client applies " + load.apps() * load.objects() + " objects");
        try (Ground ground = Ground.open(kubeconfig)) {
            long begin = System.nanoTime();
            List<String> arguments = List.of(
                    ground.kubeconfig().toString(), Integer.toString(load.apps()), Integer.toString(load.objects()));
            Path log = folder.resolve("floor.log");
            try (Child floor = Child.plain(Floor.class, log, arguments)) {
                if (floor.await() != 0) {
                    throw new IllegalStateException("the floor failed: " + Files.readString(log));
                }
            }
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            progress.accept("floor: " + words(took) + ", API server " + words(ground.cpu()) + " of processor time");
            return took;
        }
    }

    private void fromNothing(Ground ground, DaemonChild daemon, Duration floor)
            throws IOException, InterruptedException {
        progress.accept("daemon: from nothing to " + load.apps() + " healthy applications");
        Map<String, Long> before = ground.requests();
        long begin = System.nanoTime();
        daemon.start();
        daemon.awaitHealthy(load.apps(), 1, LONG);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        figures.seconds("floor_s", floor);
        figures.seconds("all_healthy_s", took);
        figures.put("ratio", (double) took.toMillis() / floor.toMillis(), 2);
        figures.counts("requests_by_verb", daemon.requests());
        progress.accept("daemon: " + words(took) + ", " + words(daemon.cpu()) + " of processor time, API server "
                + words(ground.cpu()) + "; " + applies(before, ground.requests()) + " applies, " + daemon.renders()
                + " renders");
    }

    private static long applies(Map<String, Long> before, Map<String, Long> after) {
        return after.getOrDefault("APPLY", 0L) - before.getOrDefault("APPLY", 0L);
    }

    private void pushToAll(DaemonChild daemon, Witness deployments)
            throws IOException, InterruptedException, ApiException {
        version++;
        files.putAll(load.files(version));
        Instant begin = push("a new image for all");
        Instant last = deployments.await(load.names(), Load.image(version), begin, LONG);
        figures.seconds("push_all_s", Duration.between(begin, last));
        progress.accept("push to all: " + words(Duration.between(begin, last)));
        daemon.awaitHealthy(load.apps(), 2, LONG);
    }

    private void pushesToOne(DaemonChild daemon, Witness deployments)
            throws IOException, InterruptedException, ApiException {
        Thread.sleep(SETTLE);
        List<Duration> took = new ArrayList<>();
        Map<String, Long> before = daemon.requests();
        long renders = daemon.renders();
        int pushes = Math.min(PUSHES, load.apps());
        for (int app = 0; app < pushes; app++) {
            version++;
            files.putAll(load.files(app, version));
            Instant begin = push("a new image for one");
            took.add(Duration.between(
                    begin, deployments.await(List.of(Load.name(app)), Load.image(version), begin, SOON)));
        }
        Thread.sleep(SETTLE);
        double requests = (withoutWatches(daemon.requests()) - withoutWatches(before)) / (double) pushes;
        figures.put("push_one_ms", Figures.percentile(took, 50).toMillis());
        figures.put("push_one_requests", requests, 2);
        progress.accept("push to one: " + Figures.percentile(took, 50).toMillis() + " ms (at most "
                + Figures.percentile(took, 100).toMillis() + "), " + requests + " requests and "
                + (daemon.renders() - renders) / (double) pushes + " renders each");
    }

    private void rest(DaemonChild daemon) throws InterruptedException {
        Map<String, Long> before = daemon.requests();
        Duration cpu = daemon.cpu();
        long begin = System.nanoTime();
        Thread.sleep(REST);
        Duration used = daemon.cpu().minus(cpu);
        Duration passed = Duration.ofNanos(System.nanoTime() - begin);
        double minutes = passed.toMillis() / 60_000.0;
        figures.put("idle_requests_per_min", (sum(daemon.requests()) - sum(before)) / minutes, 1);
        figures.put("idle_cpu_percent", 100.0 * used.toMillis() / passed.toMillis(), 2);
        progress.accept("at rest: " + figures.all().get("idle_requests_per_min") + " requests a minute, "
                + figures.all().get("idle_cpu_percent") + " % of a core");
    }

    private void liveEdits(Ground ground, DaemonChild daemon) throws InterruptedException, ApiException {
        List<Duration> seen = new ArrayList<>();
        List<Duration> corrected = new ArrayList<>();
        int edits = Math.min(LIVE_EDITS, 2 * load.apps());
        try (Witness configMaps = Witness.of(ground.api(), CONFIG_MAPS, Benchmark::greeting)) {
            for (int edit = 0; edit < edits; edit++) {
                int app = edit % load.apps();
                Instant begin = edit % 2 == 0 ? change(ground.api(), app) : delete(ground.api(), app);
                Instant back = configMaps.await(List.of(Load.name(app)), "hello from " + Load.name(app), begin, SOON);
                corrected.add(Duration.between(begin, back));
                seen.add(Duration.between(begin, seen(daemon, app, begin)));
            }
        }
        figures.put("drift_seen_ms_p50", Figures.percentile(seen, 50).toMillis());
        figures.put("drift_seen_ms_p99", Figures.percentile(seen, 99).toMillis());
        figures.put("drift_corrected_ms_p99", Figures.percentile(corrected, 99).toMillis());
        progress.accept(edits + " live edits and deletions: seen after "
                + Figures.percentile(seen, 50).toMillis() + " ms (p99 "
                + Figures.percentile(seen, 99).toMillis() + "), put back after p99 "
                + Figures.percentile(corrected, 99).toMillis() + " ms");
    }

    private static Instant change(Api api, int app) throws ApiException {
        Instant begin = Instant.now();
        api.patch(
                CONFIG_MAPS,
                Load.configMap(app),
                "application/merge-patch+json",
                JsonMapper.shared().readTree("""
                        { "data": { "greeting": "edited by hand" } }
                        """),
                "kubectl-edit");
        return begin;
    }

    private static Instant delete(Api api, int app) throws ApiException {
        JsonNode metadata = api.getMetadata(CONFIG_MAPS, Load.configMap(app)).path("metadata");
        Instant begin = Instant.now();
        api.delete(
                CONFIG_MAPS,
                Load.configMap(app),
                metadata.path("uid").asString(),
                metadata.path("resourceVersion").asString());
        return begin;
    }

    /** When the daemon proved the newest drift of the application, by its own clock, which is ours too. */
    private static Instant seen(DaemonChild daemon, int app, Instant after) throws InterruptedException {
        for (JsonNode drift : daemon.delivery(Load.name(app)).path("drifts")) {
            Instant seen = Instant.parse(drift.path("seen").asString());
            if (!seen.isBefore(after)) {
                return seen;
            }
        }
        throw new IllegalStateException("the daemon put " + Load.name(app) + " back and tells of no drift");
    }

    private void restart(DaemonChild daemon) throws IOException, InterruptedException {
        daemon.stop();
        long begin = System.nanoTime();
        daemon.start();
        daemon.awaitHealthy(load.apps(), 1, LONG);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        Map<String, Long> requests = daemon.requests();
        figures.seconds("restart_s", took);
        figures.put("restart_writes", requests.getOrDefault("patch", 0L) + requests.getOrDefault("delete", 0L));
        progress.accept("restart: in sync after " + words(took) + "; requests " + requests + ", " + daemon.renders()
                + " renders");
    }

    /** Commits the files and sends the webhook; the moment at which it was sent. */
    private Instant push(String message) throws IOException {
        String before = head;
        head = repository.commit(BRANCH, message, files);
        Instant begin = Instant.now();
        forge.send(new Push(REPOSITORY, "refs/heads/" + BRANCH, before, head), git);
        return begin;
    }

    private static String image(JsonNode deployment) {
        return deployment
                .path("spec")
                .path("template")
                .path("spec")
                .path("containers")
                .path(0)
                .path("image")
                .asString("");
    }

    private static String greeting(JsonNode configMap) {
        return configMap.path("data").path("greeting").asString("");
    }

    private static long withoutWatches(Map<String, Long> requests) {
        return sum(requests) - requests.getOrDefault("watch", 0L);
    }

    private static long sum(Map<String, Long> requests) {
        return requests.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String words(Duration time) {
        return "%.1f s".formatted(time.toMillis() / 1_000.0);
    }

    @Override
    public void close() throws IOException {
        forge.close();
        git.close();
    }
}
