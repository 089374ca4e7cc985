package dev.mizzen.daemon;

import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.config.SecretMissing;
import dev.mizzen.daemon.config.SecretRef;
import dev.mizzen.gitsource.Secret;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.apply.Api;
import dev.mizzen.reconcile.apply.ApiLimits;
import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.reconcile.apply.Claims;
import dev.mizzen.reconcile.apply.ClusterAccess;
import dev.mizzen.reconcile.apply.Discovery;
import dev.mizzen.reconcile.apply.RequestListener;
import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.observe.ClusterWatch;
import dev.mizzen.reconcile.observe.DriftListener;
import dev.mizzen.reconcile.observe.DriftProver;
import dev.mizzen.reconcile.observe.Fights;
import dev.mizzen.reconcile.observe.HealthCheck;
import dev.mizzen.reconcile.observe.Opinion;
import dev.mizzen.reconcile.observe.WatchLimits;
import dev.mizzen.reconcile.observe.WatchListener;
import dev.mizzen.reconcile.place.Cluster;
import dev.mizzen.reconcile.place.Rights;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Owned;
import dev.mizzen.reconcile.plan.Plan;
import dev.mizzen.reconcile.plan.Planner;
import dev.mizzen.reconcile.run.Pages;
import dev.mizzen.reconcile.run.Targets;
import dev.mizzen.reconcile.spec.Environment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The clusters that are configured, each with its own client, watches and limits. One that is gone slows no other. */
final class Clusters implements Targets, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);

    private final Shared shared;
    private final Map<ClusterName, Running> running = new TreeMap<>();
    private final Map<ClusterName, String> troubles = new TreeMap<>();
    private final Map<String, String> refusals = new TreeMap<>();
    private volatile Map<SourceName, Config.Source> sources = Map.of();
    private volatile int configuration;
    private List<Config.Cluster> declared = List.of();
    private Map<String, Discoveries.Answer> found = Map.of();
    private volatile Optional<String> unlisted = Optional.empty();

    /**
     * What all clusters have in common.
     *
     * @param opened hears of each cluster that is (again) there; must return at once
     */
    record Shared(
            String fieldManager,
            Baselines baselines,
            Claims claims,
            Opinion opinion,
            WatchListener watching,
            DriftListener drifts,
            RequestListener requests,
            Consumer<Site> opened,
            Pages pages,
            Map<String, String> environment,
            Clock clock) {}

    private record Running(Config.Cluster config, Api api, ClusterWatch watch, Site site) {
        void close() {
            watch.close();
            api.close();
        }
    }

    Clusters(Shared shared) {
        this.shared = shared;
    }

    /** Opens what is new, closes what is gone and reopens what changed; tells whether anything did. */
    synchronized boolean configure(List<Config.Cluster> clusters) {
        declared = List.copyOf(clusters);
        return settle();
    }

    /** The same with what discoveries found, in the order of their places; {@code missing} is why it may not be all. */
    synchronized boolean found(Map<String, Discoveries.Answer> answers, Optional<String> missing) {
        found = answers;
        unlisted = missing;
        return settle();
    }

    /** Declared ones first, then those found; of two of one name the first stays. */
    private List<Config.Cluster> wanted() {
        Map<ClusterName, Config.Cluster> all = new LinkedHashMap<>();
        declared.forEach(cluster -> all.put(cluster.name(), cluster));
        found.forEach((place, answer) -> {
            switch (answer) {
                case Discoveries.Answer.Refused refused -> refusals.put(place, refused.why());
                case Discoveries.Answer.Is is -> {
                    Config.Cluster first = all.putIfAbsent(is.cluster().name(), is.cluster());
                    if (first != null) {
                        refusals.put(place, "the name \"" + first.name() + "\" is taken by " + origin(first));
                    }
                }
            }
        });
        return List.copyOf(all.values());
    }

    private static String origin(Config.Cluster cluster) {
        return cluster.access() instanceof Config.Access.Found found ? found.from() : "mizzen.yaml";
    }

    private synchronized boolean settle() {
        refusals.clear();
        List<Config.Cluster> wanted = wanted();
        boolean changed = false;
        for (Running old : List.copyOf(running.values())) {
            if (!wanted.contains(old.config())) {
                running.remove(old.config().name());
                old.close();
                changed = true;
                LOG.warn(
                        "cluster {} was changed or left the configuration",
                        old.config().name());
            }
        }
        troubles.clear();
        for (Config.Cluster cluster : wanted) {
            if (!running.containsKey(cluster.name())) {
                changed |= open(cluster);
            }
        }
        if (changed) {
            configuration++;
        }
        return changed;
    }

    /**
     * From now on these sources may do and copy what they say, and others nothing besides.
     *
     * @return whether one may do other things than before
     */
    boolean grant(List<Config.Source> granted) {
        Map<SourceName, Config.Source> before = sources;
        sources = granted.stream().collect(Collectors.toMap(Config.Source::name, source -> source));
        return granted.stream()
                .anyMatch(source -> before.containsKey(source.name())
                        && !before.get(source.name()).rights().equals(source.rights()));
    }

    /** Who is not configured any more keeps what it has and gets nothing. */
    @Override
    public Rights rights(SourceName source) {
        Config.Source known = sources.get(source);
        return known == null ? Rights.NONE : known.rights();
    }

    @Override
    public Optional<String> unlisted() {
        return unlisted;
    }

    @Override
    public Pages pages() {
        return shared.pages();
    }

    @Override
    public boolean mayRead(SourceName source, ClusterName cluster, String namespace, String kind) {
        Config.Source known = sources.get(source);
        return known != null && known.copies().stream().anyMatch(right -> right.allows(cluster, namespace, kind));
    }

    /** Another number each time that the clusters changed. */
    int configuration() {
        return configuration;
    }

    private boolean open(Config.Cluster cluster) {
        try {
            ApiLimits limits = limits(cluster);
            Api api = Api.open(cluster.name(), access(cluster.access()).config(limits), limits, shared.requests());
            ClusterWatch watch = new ClusterWatch(
                    api,
                    shared.fieldManager(),
                    shared.baselines(),
                    HealthCheck.BUILT_IN,
                    shared.opinion(),
                    shared.watching(),
                    shared.clock(),
                    WatchLimits.DEFAULT);
            Site site = new Site(
                    api,
                    new Discovery(api, shared.clock()),
                    watch,
                    new DriftProver(
                            api, shared.fieldManager(), new Fights(shared.clock()), shared.drifts(), shared.clock()),
                    shared.baselines(),
                    shared.claims(),
                    shared.fieldManager(),
                    shared.clock());
            running.put(cluster.name(), new Running(cluster, api, watch, site));
            shared.opened().accept(site);
            return true;
        } catch (IOException | IllegalArgumentException | IllegalStateException | KubernetesClientException e) {
            troubles.put(cluster.name(), String.valueOf(e.getMessage()));
            LOG.error("cluster {} cannot be used: {}", cluster.name(), e.getMessage());
            return false;
        }
    }

    private static ApiLimits limits(Config.Cluster cluster) {
        ApiLimits base = ApiLimits.DEFAULT;
        return new ApiLimits(
                cluster.requestsInFlight(),
                base.queueWait(),
                base.connectTimeout(),
                base.requestTimeout(),
                base.watchIdle(),
                base.answerBytes(),
                base.breakerFailures(),
                base.breakerWait(),
                base.breakerWaitMost());
    }

    private ClusterAccess access(Config.Access access) throws IOException {
        return switch (access) {
            case Config.Access.Kubeconfig k -> new ClusterAccess.Kubeconfig(k.file(), k.context());
            case Config.Access.InCluster in -> new ClusterAccess.InCluster();
            case Config.Access.Found found -> found.access();
            case Config.Access.Certificate c ->
                new ClusterAccess.Direct(
                        c.url(),
                        new ClusterAccess.Credential.Certificate(token(c.certificate()), Secret.of(token(c.key()))),
                        c.ca().isPresent() ? Optional.of(Files.readString(c.ca().get())) : Optional.empty());
            case Config.Access.Server s -> new ClusterAccess.Server(s.url(), () -> token(s.token()), s.ca());
        };
    }

    /** Read for each connection, so that a rotated token is taken up. */
    private String token(SecretRef place) {
        try {
            return place.read(shared.environment());
        } catch (SecretMissing e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    public synchronized Collection<Cluster> clusters() {
        return running.values().stream()
                .map(r -> new Cluster(r.config().name(), r.config().labels()))
                .toList();
    }

    @Override
    public synchronized Optional<Site> site(ClusterName name) {
        return Optional.ofNullable(running.get(name)).map(Running::site);
    }

    /** Those on which the delivery has an inventory, as far as they were read. */
    synchronized Set<ClusterName> holding(DeliveryId delivery) {
        return running.values().stream()
                .map(Running::site)
                .filter(site -> site.known()
                        .filter(inventory -> inventory.holds(delivery))
                        .isPresent())
                .map(Site::cluster)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those whose inventories could not be read so far. */
    synchronized List<Site> unread() {
        return running.values().stream()
                .map(Running::site)
                .filter(site -> site.known().isEmpty())
                .toList();
    }

    /** What the watches of a cluster hold. */
    synchronized Optional<ClusterWatch> watch(ClusterName name) {
        return Optional.ofNullable(running.get(name)).map(Running::watch);
    }

    /** What goes if a delivery leaves Git, by what the watches hold now. Makes no request. */
    synchronized Map<ClusterName, Set<ObjectRef>> retiring(DeliveryId delivery) {
        Map<ClusterName, Set<ObjectRef>> going = new TreeMap<>();
        running.forEach((name, r) -> {
            Set<ObjectRef> here = retiring(delivery, name, r.watch().of(ApplySetId.of(delivery)));
            if (!here.isEmpty()) {
                going.put(name, here);
            }
        });
        return going;
    }

    private Set<ObjectRef> retiring(DeliveryId delivery, ClusterName cluster, Observed observed) {
        Set<ObjectRef> others = shared.claims()
                .wantedByOthers(cluster, delivery, observed.objects().keySet());
        Owned owned = new Owned(
                ApplySetId.of(delivery), Map.of(), Map.of(), Environment.Prune.DEFAULT, true, List.of(), others);
        return new Planner()
                .plan(new Desired(List.of(), true), observed, owned).actions().stream()
                        .filter(Plan.Action.Prune.class::isInstance)
                        .map(Plan.Action::ref)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    /** One line for each cluster that does not answer or cannot be used. */
    synchronized Map<String, String> troubles() {
        Map<String, String> lines = new TreeMap<>();
        troubles.forEach((name, trouble) -> lines.put("cluster " + name, trouble));
        refusals.forEach((place, trouble) -> lines.put("cluster in " + place, trouble));
        unlisted.ifPresent(trouble -> lines.put("clusters", trouble));
        running.forEach((name, r) -> {
            if (r.api().circuitOpen()) {
                lines.put("cluster " + name, "does not answer");
            }
        });
        return lines;
    }

    @Override
    public synchronized void close() {
        running.values().forEach(Running::close);
        running.clear();
    }
}
