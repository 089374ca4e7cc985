package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.render.ClusterFacts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/** Each cluster's version, asked for once an hour at most. Thread-safe. */
final class Facts {
    private static final Duration FRESH = Duration.ofHours(1);

    private final Clock clock;
    private final Map<Site, Known> known = Collections.synchronizedMap(new WeakHashMap<>());

    private record Known(ClusterFacts facts, Instant at) {}

    Facts(Clock clock) {
        this.clock = clock;
    }

    ClusterFacts of(Site site) throws ApiException {
        Known last = known.get(site);
        if (last != null && clock.instant().isBefore(last.at().plus(FRESH))) {
            return last.facts();
        }
        ClusterFacts facts = ClusterFacts.of(site.api().document("/version", "application/json"));
        known.put(site, new Known(facts, clock.instant()));
        return facts;
    }
}
