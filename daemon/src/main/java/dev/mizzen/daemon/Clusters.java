package dev.mizzen.daemon;

import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.fleet.ClusterSeen;
import dev.mizzen.daemon.fleet.FleetSeen;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.reconcile.apply.Claims;
import dev.mizzen.reconcile.apply.RequestListener;
import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.observe.ClusterWatch;
import dev.mizzen.reconcile.observe.DriftListener;
import dev.mizzen.reconcile.observe.Opinion;
import dev.mizzen.reconcile.observe.WatchListener;
import dev.mizzen.reconcile.place.Cluster;
import dev.mizzen.reconcile.place.Rights;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.run.Pages;
import dev.mizzen.reconcile.run.Targets;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The clusters that are configured, each with its own client, watches and limits. One that is gone slows no other. */
final class Clusters implements Targets, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);

    /** How often each cluster is asked whether it answers, though nobody wants anything of it. */
    static final Duration ASKED = Duration.ofSeconds(30);

    private final Shared shared;
    private final Map<ClusterName, OpenCluster> running = new TreeMap<>();
    private final Map<ClusterName, Trouble> troubles = new TreeMap<>();
    private Roster roster = Roster.EMPTY;
    private volatile Map<SourceName, Config.Source> sources = Map.of();
    private volatile int configuration;
    private List<Config.Cluster> declared = List.of();
    private Map<String, Discoveries.Answer> found = Map.of();
    private volatile Optional<String> unlisted = Optional.empty();

    /**
     * What all clusters have in common.
     *
     * @param threads runs what waits for clusters
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
            Executor threads,
            Clock clock) {}

    /** Why a cluster cannot be opened. */
    private record Trouble(String why, Instant since) {
        static final Trouble NONE = new Trouble("", Instant.EPOCH);
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

    private synchronized boolean settle() {
        roster = Roster.of(declared, found);
        boolean changed = false;
        for (OpenCluster old : List.copyOf(running.values())) {
            if (!roster.clusters().contains(old.config())) {
                running.remove(old.name());
                old.close();
                changed = true;
                LOG.warn("cluster {} was changed or left the configuration", old.name());
            }
        }
        troubles.clear();
        for (Config.Cluster cluster : roster.clusters()) {
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
            OpenCluster opened = OpenCluster.open(cluster, shared);
            running.put(cluster.name(), opened);
            shared.opened().accept(opened.site());
            shared.threads().execute(opened::ask);
            return true;
        } catch (IOException | IllegalArgumentException | IllegalStateException | KubernetesClientException e) {
            troubles.put(
                    cluster.name(),
                    new Trouble(String.valueOf(e.getMessage()), shared.clock().instant()));
            LOG.error("cluster {} cannot be used: {}", cluster.name(), e.getMessage());
            return false;
        }
    }

    /** Asks each whether it answers. Returns at once. */
    void askAll() {
        open().forEach(cluster -> shared.threads().execute(cluster::ask));
    }

    private synchronized List<OpenCluster> open() {
        return List.copyOf(running.values());
    }

    /** All of them as they are now, but for their deliveries. Makes no request. */
    synchronized FleetSeen seen() {
        List<ClusterSeen> all = roster.clusters().stream()
                .map(this::seen)
                .sorted(Comparator.comparing(ClusterSeen::name))
                .toList();
        List<FleetSeen.Refusal> refused = roster.refused().entrySet().stream()
                .map(refusal -> new FleetSeen.Refusal(refusal.getKey(), refusal.getValue()))
                .toList();
        return new FleetSeen(all, refused);
    }

    private ClusterSeen seen(Config.Cluster cluster) {
        OpenCluster open = running.get(cluster.name());
        if (open != null) {
            return open.seen();
        }
        Trouble trouble = troubles.getOrDefault(cluster.name(), Trouble.NONE);
        return new ClusterSeen(
                cluster.name(),
                OpenCluster.origin(cluster),
                cluster.labels(),
                Optional.empty(),
                Optional.empty(),
                ClusterSeen.State.REFUSED,
                trouble.why(),
                trouble.since(),
                Optional.empty(),
                Map.of(),
                0);
    }

    @Override
    public synchronized Collection<Cluster> clusters() {
        return running.values().stream()
                .map(r -> new Cluster(r.config().name(), r.config().labels()))
                .toList();
    }

    @Override
    public synchronized Optional<Site> site(ClusterName name) {
        return Optional.ofNullable(running.get(name)).map(OpenCluster::site);
    }

    /** Those on which the delivery has an inventory, as far as they were read. */
    synchronized Set<ClusterName> holding(DeliveryId delivery) {
        return running.values().stream()
                .map(OpenCluster::site)
                .filter(site -> site.known()
                        .filter(inventory -> inventory.holds(delivery))
                        .isPresent())
                .map(Site::cluster)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those whose inventories could not be read so far. */
    synchronized List<Site> unread() {
        return running.values().stream()
                .map(OpenCluster::site)
                .filter(site -> site.known().isEmpty())
                .toList();
    }

    /** What the watches of a cluster hold. */
    synchronized Optional<ClusterWatch> watch(ClusterName name) {
        return Optional.ofNullable(running.get(name)).map(OpenCluster::watch);
    }

    /** What goes if a delivery leaves Git, by what the watches hold now. Makes no request. */
    synchronized Map<ClusterName, Set<ObjectRef>> retiring(DeliveryId delivery) {
        Map<ClusterName, Set<ObjectRef>> going = new TreeMap<>();
        running.forEach((name, r) -> {
            Set<ObjectRef> here =
                    new Retiring(shared.claims()).of(delivery, name, r.watch().of(ApplySetId.of(delivery)));
            if (!here.isEmpty()) {
                going.put(name, here);
            }
        });
        return going;
    }

    /** One line for each cluster that does not answer or cannot be used. */
    synchronized Map<String, String> troubles() {
        Map<String, String> lines = new TreeMap<>();
        troubles.forEach((name, trouble) -> lines.put("cluster " + name, trouble.why()));
        roster.refused().forEach((place, trouble) -> lines.put("cluster in " + place, trouble));
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
        running.values().forEach(OpenCluster::close);
        running.clear();
    }
}
