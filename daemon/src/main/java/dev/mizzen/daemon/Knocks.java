package dev.mizzen.daemon;

import dev.mizzen.daemon.queue.Backoff;
import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.ClusterName;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Asks a cluster that gave no answer for its version until it answers, and tells then: also where no watch is that would
 * notice. One small request a cluster at a time, after 1 s, doubled up to 30 s. Thread-safe.
 */
final class Knocks {
    private static final Backoff PACE = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    private final Function<ClusterName, Optional<Site>> sites;
    private final Later later;
    private final RandomGenerator random;
    private final Set<ClusterName> knocking = ConcurrentHashMap.newKeySet();

    /** Does something on a thread of its own, in a while. */
    @FunctionalInterface
    interface Later {
        void in(Duration wait, Runnable task);
    }

    Knocks(Function<ClusterName, Optional<Site>> sites, Later later, RandomGenerator random) {
        this.sites = sites;
        this.later = later;
        this.random = random;
    }

    /**
     * Returns at once; of many calls for a cluster one knocks.
     *
     * @param wanted whether it still matters
     * @param answers told once when the cluster answers, whatever it says
     */
    void at(ClusterName cluster, Predicate<ClusterName> wanted, Consumer<ClusterName> answers) {
        if (knocking.add(cluster)) {
            soon(cluster, 1, wanted, answers);
        }
    }

    private void soon(ClusterName cluster, int tries, Predicate<ClusterName> wanted, Consumer<ClusterName> answers) {
        later.in(PACE.after(tries, random), () -> {
            Optional<Site> site = sites.apply(cluster);
            if (site.isEmpty() || !wanted.test(cluster)) {
                knocking.remove(cluster);
            } else if (answers(site.get())) {
                knocking.remove(cluster);
                answers.accept(cluster);
            } else {
                soon(cluster, tries + 1, wanted, answers);
            }
        });
    }

    private static boolean answers(Site site) {
        try {
            site.api().document("/version", "application/json");
            return true;
        } catch (ApiException e) {
            return !e.unreachable();
        }
    }
}
