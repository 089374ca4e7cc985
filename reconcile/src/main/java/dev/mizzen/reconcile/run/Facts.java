package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.render.ClusterFacts;
import dev.mizzen.reconcile.render.ReleaseFacts;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import dev.mizzen.reconcile.spec.Reference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Each cluster's version, asked for once an hour at most. While one asks anew, and where that fails, the last answer
 * counts. Thread-safe.
 */
final class Facts {
    private static final Duration FRESH = Duration.ofHours(1);
    private static final Duration ASK_AGAIN = Duration.ofMinutes(1);

    private final Stages stages;
    private final Clock clock;
    private final Map<Site, Known> known = Collections.synchronizedMap(new WeakHashMap<>());

    private record Known(ClusterFacts facts, Instant until) {}

    Facts(Stages stages, Clock clock) {
        this.stages = stages;
        this.clock = clock;
    }

    /** @throws ApiException if the cluster never answered so far */
    ClusterFacts of(Site site) throws ApiException {
        Known last = known.get(site);
        if (last == null) {
            return ask(site);
        }
        if (clock.instant().isBefore(last.until()) || !known.replace(site, last, again(last))) {
            return last.facts();
        }
        try {
            return ask(site);
        } catch (ApiException e) {
            return last.facts();
        }
    }

    /** What copies objects is told them; what is rendered by an engine too is told what the cluster serves, and what the delivery was born with there. */
    ClusterFacts of(Site site, Deliver spec, List<Unit> units, Originals originals)
            throws ApiException, Rejected, Waiting {
        ClusterFacts facts = of(site.own());
        if (units.stream().anyMatch(unit -> Reference.isCopied(unit.component().type()))) {
            facts = facts.with(originals.of(site, units));
        }
        if (!haveCharts(spec, units)) {
            return facts;
        }
        return facts.with(new ReleaseFacts(
                site.discovery().apis(), site.prepare().birth(spec.id()), new ValueSources(site.api()).of(units)));
    }

    private boolean haveCharts(Deliver spec, List<Unit> units) throws Waiting {
        for (Unit unit : units) {
            if (stages.isChart(spec, unit)) {
                return true;
            }
        }
        return false;
    }

    private Known again(Known last) {
        return new Known(last.facts(), clock.instant().plus(ASK_AGAIN));
    }

    private ClusterFacts ask(Site site) throws ApiException {
        ClusterFacts facts = ClusterFacts.of(site.api().document("/version", "application/json"));
        known.put(site, new Known(facts, clock.instant().plus(FRESH)));
        return facts;
    }
}
