package dev.mizzen.daemon;

import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.fleet.ClusterSeen;
import dev.mizzen.daemon.fleet.Contact;
import dev.mizzen.reconcile.apply.Api;
import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.ApiLimits;
import dev.mizzen.reconcile.apply.Discovery;
import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.observe.ClusterWatch;
import dev.mizzen.reconcile.observe.DriftProver;
import dev.mizzen.reconcile.observe.Fights;
import dev.mizzen.reconcile.observe.HealthCheck;
import dev.mizzen.reconcile.observe.KindState;
import dev.mizzen.reconcile.observe.WatchLimits;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One cluster that is open: its client, its watches and how its last request ended. */
record OpenCluster(Config.Cluster config, Api api, ClusterWatch watch, Site site, Contact contact)
        implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenCluster.class);

    /**
     * Connects lazily: an unreachable cluster is told by the first request.
     *
     * @throws IOException if a file that is needed cannot be read
     * @throws IllegalArgumentException if what is configured cannot be used
     */
    static OpenCluster open(Config.Cluster config, Clusters.Shared shared) throws IOException {
        ApiLimits limits = limits(config);
        Contact contact = new Contact(shared.requests(), shared.clock());
        Accesses accesses = new Accesses(shared.environment());
        Api api = Api.open(config.name(), accesses.of(config.access()).config(limits), limits, contact);
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
        return new OpenCluster(config, api, watch, site, contact);
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

    ClusterName name() {
        return config.name();
    }

    /** Asks for the version, which also tells whether the cluster answers where nobody else asks it. */
    void ask() {
        try {
            contact.version(api.document("/version", "application/json")
                    .path("gitVersion")
                    .asString(""));
        } catch (ApiException e) {
            LOG.debug("cluster {} did not tell its version: {}", name(), e.getMessage());
        }
    }

    ClusterSeen seen() {
        Contact.Seen now = contact.seen();
        Map<KindState.Status, Integer> watches = new EnumMap<>(KindState.Status.class);
        watch.kinds().values().forEach(kind -> watches.merge(kind.status(), 1, Integer::sum));
        return new ClusterSeen(
                name(),
                origin(config),
                config.labels(),
                Optional.of(api.address()),
                contact.version(),
                now.state(),
                now.message(),
                now.since(),
                now.last(),
                watches,
                0);
    }

    static ClusterSeen.Origin origin(Config.Cluster cluster) {
        return cluster.access() instanceof Config.Access.Found found
                ? new ClusterSeen.Origin.Found(found.from())
                : new ClusterSeen.Origin.Declared();
    }

    @Override
    public void close() {
        watch.close();
        api.close();
    }
}
