package dev.mizzen.daemon.report;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Problem;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * All that is known of one delivery now.
 *
 * @param message why {@code sync} is what it is, one line, may be empty
 * @param head the newest commit that changed the delivery, if any was read
 * @param pushed when that commit was first seen by this daemon
 * @param applied the commit that the clusters held last in full
 * @param since when {@code sync} became what it is
 * @param objects what is there and how it fares, by cluster; a wanted object that is not there is {@code MISSING}
 * @param drifts the newest first, corrected ones too, at most {@link #MOST_DRIFTS}
 */
public record DeliveryState(
        DeliveryId id,
        Sync sync,
        String message,
        List<Problem> problems,
        List<Problem> warnings,
        Optional<Revision> head,
        Optional<Instant> pushed,
        Optional<Revision> applied,
        Instant since,
        Map<ClusterName, Map<ObjectRef, Health>> objects,
        List<DriftSeen> drifts) {
    /** Most drifts of a delivery that are remembered. */
    public static final int MOST_DRIFTS = 50;

    public DeliveryState {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
        drifts = List.copyOf(drifts);
        objects = Collections.unmodifiableMap(new TreeMap<>(objects));
    }

    /** The same with each of its texts as {@code mask} shows it. */
    DeliveryState masked(UnaryOperator<String> mask) {
        return new DeliveryState(
                id,
                sync,
                mask.apply(message),
                problems.stream().map(problem -> masked(problem, mask)).toList(),
                warnings.stream().map(warning -> masked(warning, mask)).toList(),
                head,
                pushed,
                applied,
                since,
                masked(objects, mask),
                drifts.stream().map(drift -> drift.masked(mask)).toList());
    }

    private static Map<ClusterName, Map<ObjectRef, Health>> masked(
            Map<ClusterName, Map<ObjectRef, Health>> objects, UnaryOperator<String> mask) {
        Map<ClusterName, Map<ObjectRef, Health>> shown = new TreeMap<>();
        objects.forEach((cluster, all) -> {
            Map<ObjectRef, Health> healths = new HashMap<>(all);
            healths.replaceAll((ref, health) -> masked(health, mask));
            shown.put(cluster, healths);
        });
        return shown;
    }

    private static Health masked(Health health, UnaryOperator<String> mask) {
        if (health.message().isEmpty() && health.details().isEmpty()) {
            return health;
        }
        SortedMap<String, String> details = new TreeMap<>(health.details());
        details.replaceAll((name, text) -> mask.apply(text));
        return new Health(health.state(), mask.apply(health.message()), details);
    }

    private static Problem masked(Problem problem, UnaryOperator<String> mask) {
        return new Problem(
                problem.position(),
                mask.apply(problem.message()),
                problem.nearest().map(mask),
                problem.definition());
    }

    /** The worst of the objects on {@code cluster}; of equals one that has something to say. */
    public Health health(ClusterName cluster) {
        return worst(objects.getOrDefault(cluster, Map.of()).values().stream());
    }

    private static Health worst(Stream<Health> all) {
        return all.max(Comparator.<Health>naturalOrder()
                        .thenComparing(health -> !health.message().isEmpty())
                        .thenComparing(health -> !health.details().isEmpty()))
                .orElse(Health.HEALTHY);
    }

    /** The worst of all objects; unknown while the delivery was never applied. */
    public Health health() {
        if (applied.isEmpty() && objects.isEmpty()) {
            return new Health(Health.State.UNKNOWN, "");
        }
        return worst(objects.keySet().stream().map(this::health));
    }

    /** The drifts that are there now. */
    public List<DriftSeen> present() {
        return drifts.stream().filter(drift -> drift.ended().isEmpty()).toList();
    }

    /** Whether the clusters hold the newest commit and everything in them fares well. */
    public boolean isWell() {
        Health.State health = health().state();
        return sync == Sync.SYNCED && (health == Health.State.HEALTHY || health == Health.State.SUSPENDED);
    }
}
