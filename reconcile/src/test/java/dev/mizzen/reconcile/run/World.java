package dev.mizzen.reconcile.run;

import dev.mizzen.gitsource.snapshot.DirectorySnapshot;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.Reconciler;
import dev.mizzen.reconcile.apply.Api;
import dev.mizzen.reconcile.apply.ApiLimits;
import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.reconcile.apply.Claims;
import dev.mizzen.reconcile.apply.ClusterAccess;
import dev.mizzen.reconcile.apply.Discovery;
import dev.mizzen.reconcile.apply.RequestListener;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.observe.Change;
import dev.mizzen.reconcile.observe.ClusterWatch;
import dev.mizzen.reconcile.observe.Drift;
import dev.mizzen.reconcile.observe.DriftProver;
import dev.mizzen.reconcile.observe.Fights;
import dev.mizzen.reconcile.observe.HealthCheck;
import dev.mizzen.reconcile.observe.KindState;
import dev.mizzen.reconcile.observe.Suspicion;
import dev.mizzen.reconcile.observe.WatchLimits;
import dev.mizzen.reconcile.observe.WatchListener;
import dev.mizzen.reconcile.place.Cluster;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.render.ClusterFacts;
import dev.mizzen.reconcile.render.Given;
import dev.mizzen.reconcile.render.Rendered;
import dev.mizzen.reconcile.spec.Application;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.Environment;
import dev.mizzen.reconcile.spec.SourceSpec;
import dev.mizzen.reconcile.spec.Windows;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A reconciler on real clusters whose stages before the run are replaced: a component's objects are written down in YAML.
 * Closing and making it anew is a restart of the daemon.
 */
final class World implements AutoCloseable {
    static final EnvironmentName TEST = new EnvironmentName("test");
    static final ClusterName ONE = new ClusterName("one");
    private static final YAMLMapper YAML = new YAMLMapper();

    final String namespace;
    final SourceName source;
    final Baselines baselines;
    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<DeliveryId> again = new CopyOnWriteArrayList<>();
    final List<Suspicion> suspicions = new CopyOnWriteArrayList<>();
    final List<Drift> drifts = new CopyOnWriteArrayList<>();
    final Approved approvals = new Approved(() -> this.whilePlanning.run());
    final List<Fights.Fight> fights = new CopyOnWriteArrayList<>();
    final List<ObjectRef> settled = new CopyOnWriteArrayList<>();
    final List<KindState> states = new CopyOnWriteArrayList<>();
    final Claims claims = new Claims(again::add);
    /** How many components were rendered. */
    final AtomicInteger renders = new AtomicInteger();

    final Reconciler reconciler;
    private final Map<ClusterName, Site> sites = new LinkedHashMap<>();
    private final List<ClusterWatch> watches = new ArrayList<>();
    private final Map<DeliveryId, Map<String, String>> objects = new ConcurrentHashMap<>();
    private final Snapshot snapshot;
    /** Clusters that are there and that no delivery is meant for (any more). */
    final Set<ClusterName> notPlaced = new HashSet<>();

    Environment.Mode mode = Environment.Mode.CORRECT;
    Environment.Additions additions = Environment.Additions.REPORT;
    List<Environment.Ignore> ignore = List.of();
    /** So much later than the real time it is for who counts fights. */
    volatile Duration later = Duration.ZERO;
    /** Happens in the middle of each planning, when it is known what others want. */
    Runnable whilePlanning = () -> {};

    private final String manager;
    private int commit;

    World(String namespace, Baselines baselines) throws IOException {
        this(namespace, baselines, "mizzen");
    }

    /** @param manager our field manager: another one is another installation */
    World(String namespace, Baselines baselines, String manager) throws IOException {
        this(namespace, baselines, manager, Releases.inMemory());
    }

    World(String namespace, Baselines baselines, String manager, Releases releases) throws IOException {
        this.manager = manager;
        this.source = new SourceName(namespace);
        this.snapshot = DirectorySnapshot.of(source, Path.of("src/test/resources/planner"));
        this.namespace = namespace;
        this.baselines = baselines;
        this.reconciler = new Reconciler(
                new WrittenDown(), new Known(), claims, approvals, releases, Progress.SILENT, Clock.systemUTC());
    }

    /** Approves what the outcome holds for that reason. */
    void approve(Outcome outcome, Hold.Reason reason) {
        approvals.given.add(outcome.holds().stream()
                .filter(hold -> hold.reason() == reason)
                .findFirst()
                .orElseThrow()
                .deletions());
    }

    /** Adds a cluster; {@code listener} hears of each request before it is recorded. */
    World with(ClusterName name, ClusterAccess access, ApiLimits limits, RequestListener listener) throws Exception {
        Api api = Api.open(name, access.config(limits), limits, (cluster, verb, kind, status, took) -> {
            requests.add(verb + " " + kind);
            listener.answered(cluster, verb, kind, status, took);
        });
        ClusterWatch watch = new ClusterWatch(
                api, manager, baselines, HealthCheck.BUILT_IN, new Heard(), Clock.systemUTC(), WatchLimits.DEFAULT);
        watches.add(watch);
        DriftProver prover = new DriftProver(
                api,
                manager,
                new Fights(new LaterClock()),
                (drift, fight) -> {
                    drifts.add(drift);
                    fight.ifPresent(fights::add);
                },
                Clock.systemUTC());
        sites.put(
                name,
                new Site(
                        api,
                        new Discovery(api, Clock.systemUTC()),
                        watch,
                        prover,
                        baselines,
                        claims,
                        manager,
                        Clock.systemUTC()));
        return this;
    }

    World with(Path kubeconfig) throws Exception {
        return with(
                ONE,
                new ClusterAccess.Kubeconfig(kubeconfig, Optional.empty()),
                ApiLimits.DEFAULT,
                RequestListener.SILENT);
    }

    DeliveryId id(String app) {
        return new DeliveryId(source, TEST, new AppName(app + "-" + namespace));
    }

    /** A commit: says what each application of the source is from now on, by component; then runs all of them. */
    Map<String, Outcome> push(Map<String, Map<String, String>> apps) {
        List<DeliverySpec> specs = begin(apps);
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        specs.forEach(
                spec -> outcomes.put(spec.id().app().value().replace("-" + namespace, ""), reconciler.reconcile(spec)));
        return outcomes;
    }

    /** A commit that is read and not yet run. */
    List<DeliverySpec> begin(Map<String, Map<String, String>> apps) {
        commit++;
        List<DeliverySpec> specs = new ArrayList<>();
        apps.forEach((app, components) -> {
            objects.put(id(app), components);
            specs.add(deliver(app, components, Map.of(), List.of()));
        });
        begin(specs);
        return specs;
    }

    void begin(List<DeliverySpec> specs) {
        SourceSpec spec = new SourceSpec(head(), List.of(environment()), specs, List.of());
        reconciler.begin(source, spec, specs.stream().map(DeliverySpec::id).toList());
    }

    /** One application, one commit, one run. */
    Outcome push(String app, Map<String, String> components) {
        return push(Map.of(app, components)).getOrDefault(app, new Outcome.Failed("no such application"));
    }

    Outcome push(String app, Map<String, String> components, Map<String, String> annotations, List<String> order) {
        commit++;
        objects.put(id(app), components);
        DeliverySpec spec = deliver(app, components, annotations, order);
        begin(List.of(spec));
        return reconciler.reconcile(spec);
    }

    /** @param order each component depends on the one before it */
    DeliverySpec deliver(
            String app, Map<String, String> components, Map<String, String> annotations, List<String> order) {
        Position here = new Position("apps/" + app + "/application.yaml", 1, 1);
        List<Application.Component> all = components.keySet().stream()
                .map(name -> new Application.Component(
                        name,
                        "k8s-objects",
                        Optional.empty(),
                        List.of(),
                        order.indexOf(name) > 0 ? List.of(order.get(order.indexOf(name) - 1)) : List.of(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        here))
                .toList();
        Application application = new Application(
                id(app).app(), Optional.empty(), Map.of(), annotations, all, List.of(), Optional.empty(), here);
        return new DeliverySpec.Deliver(id(app), head(), snapshot, application, environment(), Map.of(), List.of());
    }

    private Revision head() {
        return new Revision("%040x".formatted(commit));
    }

    private Environment environment() {
        return new Environment(
                TEST,
                new Environment.Placement(List.of(), Map.of(), Optional.empty(), Optional.empty()),
                Optional.empty(),
                new Environment.Drift(mode, additions, ignore),
                Environment.Prune.DEFAULT,
                Windows.ALWAYS);
    }

    /** Writes of ours since the last call: patches and deletions. */
    List<String> writes() {
        List<String> writes = requests.stream()
                .filter(r -> r.startsWith("create") || r.startsWith("patch") || r.startsWith("delete"))
                .toList();
        requests.clear();
        return writes;
    }

    Site site() {
        return Objects.requireNonNull(sites.get(ONE));
    }

    ObjectRef configMap(String name) {
        return new ObjectRef("", "ConfigMap", namespace, name);
    }

    @Override
    public void close() {
        watches.forEach(ClusterWatch::close);
        sites.values().forEach(site -> site.api().close());
    }

    private final class Known implements Targets {
        @Override
        public Collection<Cluster> clusters() {
            return sites.keySet().stream()
                    .map(name -> new Cluster(name, Map.of()))
                    .toList();
        }

        @Override
        public Optional<Site> site(ClusterName name) {
            return Optional.ofNullable(sites.get(name));
        }
    }

    private final class WrittenDown implements Stages {
        @Override
        public List<Unit> place(DeliverySpec.Deliver spec, Collection<Cluster> clusters) {
            return spec.application().components().stream()
                    .flatMap(component -> clusters(spec, clusters).stream()
                            .map(cluster -> new Unit(component, cluster, namespace, "")))
                    .toList();
        }

        @Override
        public Set<ClusterName> clusters(DeliverySpec.Deliver spec, Collection<Cluster> clusters) {
            return clusters.stream()
                    .map(Cluster::name)
                    .filter(name -> !notPlaced.contains(name))
                    .collect(Collectors.toSet());
        }

        @Override
        public UnitRenderer renderer(DeliverySpec.Deliver spec) {
            return (unit, facts) -> render(spec.id(), unit, facts);
        }

        @Override
        public Given give(DeliverySpec.Deliver spec, Unit giver, ObjectNode live) {
            throw new UnsupportedOperationException("what is written down gives nothing");
        }

        @Override
        public Optional<Digest> inputs(DeliverySpec.Deliver spec, List<Unit> units, ClusterFacts facts) {
            return Optional.of(Digest.of(new TreeMap<>(objects.getOrDefault(spec.id(), Map.of())).toString()));
        }

        private Rendered render(DeliveryId id, Unit unit, ClusterFacts facts) throws Rejected {
            renders.incrementAndGet();
            List<Rendered.RenderedObject> rendered = new ArrayList<>();
            String text = objects.getOrDefault(id, Map.of())
                    .getOrDefault(unit.component().name(), "");
            for (String document : text.split("\n---\n", -1)) {
                JsonNode object = YAML.readTree(document.replace("$NS", namespace));
                // A chart's hooks are steps beside its own objects.
                String hook = object.path("metadata")
                        .path("annotations")
                        .path("helm.sh/hook")
                        .asString("");
                int stage = hook.isEmpty() ? 0 : hook.startsWith("post-") ? 1 : -1;
                rendered.add(new Rendered.RenderedObject(
                        Rendered.Role.WORKLOAD, "", "", Manifest.of((ObjectNode) object), stage));
            }
            return new Rendered.Ready(unit, Digest.of(text + facts), rendered, List.of());
        }
    }

    private final class LaterClock extends Clock {
        @Override
        public Instant instant() {
            return Instant.now().plus(later);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private final class Heard implements WatchListener {
        @Override
        public void changed(Change change) {}

        @Override
        public void suspected(Suspicion suspicion) {
            suspicions.add(suspicion);
        }

        @Override
        public void settled(ClusterName cluster, ObjectRef ref) {
            settled.add(ref);
        }

        @Override
        public void kind(ClusterName cluster, Resource kind, KindState state) {
            states.add(state);
        }
    }

    static final Duration SOON = Duration.ofSeconds(20);
}
