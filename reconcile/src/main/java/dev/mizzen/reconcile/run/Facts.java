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
import tools.jackson.databind.JsonNode;

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
        JsonNode version = site.api().document("/version", "application/json");
        ClusterFacts facts = new ClusterFacts(
                version.path("major").asString(""),
                version.path("gitVersion").asString(""),
                version.path("platform").asString(""),
                leadingNumber(version.path("minor").asString("")));
        known.put(site, new Known(facts, clock.instant()));
        return facts;
    }

    /** Some clusters write {@code 33+}. */
    private static int leadingNumber(String text) {
        String digits = text.replaceAll("\\D.*", "");
        return digits.isEmpty() || digits.length() > 4 ? 0 : Integer.parseInt(digits);
    }
}
