package dev.mizzen.daemon.report;

import dev.mizzen.reconcile.model.ClusterName;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The board as metrics, made at each scrape: one series a delivery, one a delivery and cluster, sums; none of the past. */
final class BoardCollector implements MultiCollector {
    private static final List<String> NAMES = List.of(
            "mizzen_delivery_sync",
            "mizzen_delivery_health",
            "mizzen_delivery_drift",
            "mizzen_drift_seconds",
            "mizzen_deliveries");

    private final StatusBoard board;
    private final Clock clock;

    BoardCollector(StatusBoard board, Clock clock) {
        this.board = board;
        this.clock = clock;
    }

    /** A scrape that asks for other names only does not make these. */
    @Override
    public MetricSnapshots collect(Predicate<String> wanted) {
        if (NAMES.stream().limit(4).anyMatch(wanted)) {
            return collect();
        }
        return wanted.test(NAMES.get(4)) ? new MetricSnapshots(sums()) : new MetricSnapshots();
    }

    @Override
    public MetricSnapshots collect() {
        var sync = GaugeSnapshot.builder().name(NAMES.get(0)).help("1, with the delivery's state as a label");
        var health =
                GaugeSnapshot.builder().name(NAMES.get(1)).help("1, with the worst health on the cluster as a label");
        var drift = GaugeSnapshot.builder().name(NAMES.get(2)).help("Objects that are not as Git says now");
        var seconds = GaugeSnapshot.builder()
                .name(NAMES.get(3))
                .help("Since the oldest drift that is there now began, 0 without one");
        Instant now = clock.instant();
        for (DeliveryState state : board.all()) {
            Labels labels = labels(state);
            sync.dataPoint(point(labels.add("state", state.sync().word()), 1));
            for (ClusterName cluster : clusters(state)) {
                Labels here = labels.add("cluster", cluster.value());
                String word = state.health(cluster).state().name().toLowerCase(Locale.ROOT);
                health.dataPoint(point(here.add("state", word), 1));
                List<Instant> seen = state.present().stream()
                        .filter(d -> d.drift().cluster().equals(cluster))
                        .map(d -> d.drift().seen())
                        .sorted()
                        .toList();
                drift.dataPoint(point(here, seen.size()));
                seconds.dataPoint(point(here, seen.isEmpty() ? 0 : since(seen.getFirst(), now)));
            }
        }
        return new MetricSnapshots(sync.build(), health.build(), drift.build(), seconds.build(), sums());
    }

    /** How many deliveries stand how: few series, however many deliveries there are. */
    private GaugeSnapshot sums() {
        Map<Labels, Integer> counts = new TreeMap<>();
        for (DeliveryState state : board.all()) {
            Labels how = Labels.of(
                    "health",
                    state.health().state().name().toLowerCase(Locale.ROOT),
                    "sync",
                    state.sync().word());
            counts.merge(how, 1, Integer::sum);
        }
        var sums = GaugeSnapshot.builder().name(NAMES.get(4)).help("Deliveries by state and health");
        counts.forEach((how, count) -> sums.dataPoint(point(how, count)));
        return sums.build();
    }

    private static Set<ClusterName> clusters(DeliveryState state) {
        Set<ClusterName> clusters = new TreeSet<>(state.objects().keySet());
        state.present().forEach(seen -> clusters.add(seen.drift().cluster()));
        return clusters;
    }

    private static double since(Instant begin, Instant now) {
        return Math.max(0, (double) Duration.between(begin, now).toMillis() / 1_000);
    }

    private static Labels labels(DeliveryState state) {
        return Labels.of(
                "source",
                state.id().source().value(),
                "environment",
                state.id().environment().value(),
                "app",
                state.id().app().value());
    }

    private static GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }
}
