package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.plan.ApplySetId;
import java.time.Clock;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One cluster as a run sees it. Thread-safe.
 *
 * @see #prepare
 */
public final class Site {
    private static final Logger LOG = LoggerFactory.getLogger(Site.class);

    private final Api api;
    private final Discovery discovery;
    private final Watched watched;
    private final DriftProof proof;
    private final Baselines baselines;
    private final Claims claims;
    private final Admission admission;
    private final ToldAdditions told;
    private final LeftAlone left;
    private final String manager;
    private final Lookups lookups;
    private final Map<String, Site> others;
    private final @Nullable Site own;
    private volatile @Nullable Inventory inventory;

    /** @param manager our field manager's name, another one for each installation that shares a cluster */
    public Site(
            Api api,
            Discovery discovery,
            Watched watched,
            DriftProof proof,
            Baselines baselines,
            Claims claims,
            String manager,
            Clock clock) {
        this.api = api;
        this.discovery = discovery;
        this.watched = watched;
        this.proof = proof;
        this.baselines = baselines;
        this.claims = claims;
        this.manager = manager;
        this.lookups = new Lookups(api, watched, clock);
        this.admission = new Admission();
        this.told = new ToldAdditions();
        this.left = new LeftAlone();
        this.others = new ConcurrentHashMap<>();
        this.own = null;
    }

    private Site(Site own, String user) {
        this.api = own.api.as(user);
        this.proof = own.proof.by(api);
        this.discovery = own.discovery;
        this.watched = own.watched;
        this.baselines = own.baselines;
        this.claims = own.claims;
        this.manager = own.manager;
        this.lookups = own.lookups;
        this.admission = own.admission;
        this.told = own.told;
        this.left = own.left;
        this.others = own.others;
        this.own = own;
    }

    /**
     * The same cluster as another user may read and write it; the same object each time. Inventories, watches, discovery and the
     * question whether an object is there at all stay our own.
     */
    public Site as(String user) {
        Site origin = own();
        return others.computeIfAbsent(user, another -> new Site(origin, another));
    }

    /** The cluster with our own identity. */
    public Site own() {
        return own == null ? this : own;
    }

    /**
     * The first time: reads the inventories, watches every kind in them and gives each object that is there to its
     * delivery, so that no claim can be lost with the process. Later it costs nothing.
     */
    public Inventory prepare() throws ApiException, Waiting {
        if (own != null) {
            return own.prepare();
        }
        Inventory known = inventory;
        return known == null ? prepareOnce() : known;
    }

    private synchronized Inventory prepareOnce() throws ApiException, Waiting {
        Inventory known = inventory;
        if (known != null) {
            return known;
        }
        Inventory loaded = Inventory.load(api, manager);
        watchWhatCanBe(loaded.kinds());
        watched.marked()
                .forEach(object -> object.partOf()
                        .flatMap(id -> loaded.delivery(new ApplySetId(id)))
                        .ifPresent(delivery -> claims.found(cluster(), object.ref(), delivery)));
        inventory = loaded;
        return loaded;
    }

    /** The inventories read so far; empty before {@link #prepare}. Makes no request and never blocks. */
    public Optional<Inventory> known() {
        return Optional.ofNullable(own().inventory);
    }

    /** A kind that cannot be watched stops the deliveries that need it, each when it runs, and no other. */
    private void watchWhatCanBe(Set<Discovery.GroupKind> kinds) throws ApiException, Waiting {
        try {
            watch(kinds);
        } catch (Waiting all) {
            if (api.circuitOpen()) {
                throw all;
            }
            watchEach(kinds);
        } catch (ApiException all) {
            if (!(all.failure() instanceof Failure.Forbidden)) {
                throw all;
            }
            watchEach(kinds);
        }
    }

    private void watchEach(Set<Discovery.GroupKind> kinds) throws ApiException {
        for (Discovery.GroupKind kind : kinds) {
            try {
                watch(Set.of(kind));
            } catch (Waiting one) {
                LOG.warn("{}", one.getMessage());
            } catch (ApiException one) {
                if (!(one.failure() instanceof Failure.Forbidden)) {
                    throw one;
                }
                LOG.warn("{}", one.getMessage());
            }
        }
    }

    /** Watches those of the kinds that the cluster serves; there is nothing of the others. */
    public void watch(Set<Discovery.GroupKind> kinds) throws ApiException, Waiting {
        Set<Resource> served = served(kinds);
        try {
            watched.ensure(served);
        } catch (Waiting e) {
            if (api.circuitOpen()) {
                throw e;
            }
            discovery.renew();
            Set<Resource> now = served(kinds);
            if (now.equals(served)) {
                throw e;
            }
            watched.ensure(now);
        }
    }

    private Set<Resource> served(Set<Discovery.GroupKind> kinds) throws ApiException {
        Set<Resource> served = new HashSet<>();
        for (Discovery.GroupKind kind : kinds) {
            discovery.find(kind.group(), kind.kind()).ifPresent(served::add);
        }
        return served;
    }

    public ClusterName cluster() {
        return api.cluster();
    }

    public Api api() {
        return api;
    }

    public Discovery discovery() {
        return discovery;
    }

    public Watched watched() {
        return watched;
    }

    Lookups lookups() {
        return lookups;
    }

    DriftProof proof() {
        return proof;
    }

    public Baselines baselines() {
        return baselines;
    }

    public Admission admission() {
        return admission;
    }

    LeftAlone left() {
        return left;
    }

    ToldAdditions told() {
        return told;
    }

    public Claims claims() {
        return claims;
    }

    public String manager() {
        return manager;
    }
}
