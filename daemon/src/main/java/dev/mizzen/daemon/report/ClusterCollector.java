package dev.mizzen.daemon.report;

import dev.mizzen.daemon.fleet.ClusterSeen;
import dev.mizzen.daemon.fleet.FleetSeen;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** The clusters as metrics, made at each scrape; none of a cluster that is not there any more. */
record ClusterCollector(Supplier<FleetSeen> fleet, Clock clock) implements MultiCollector {
    @Override
    public MetricSnapshots collect() {
        var up = gauge("mizzen_cluster_up", "1 if the cluster answered the last request and takes our credentials");
        var state = gauge("mizzen_cluster_state", "1, with the cluster's state as a label");
        var info = gauge("mizzen_cluster_info", "1, with the Kubernetes version and who made it known as labels");
        var watches = gauge("mizzen_cluster_watches", "Kinds that are watched, by how far that goes");
        var contact = gauge("mizzen_cluster_last_contact_seconds", "Since the cluster answered last");
        var deliveries = gauge("mizzen_cluster_deliveries", "Deliveries that have objects there");
        FleetSeen seen = fleet.get();
        for (ClusterSeen cluster : seen.clusters()) {
            Labels name = Labels.of("cluster", cluster.name().value());
            up.dataPoint(point(name, cluster.state() == ClusterSeen.State.READY ? 1 : 0));
            state.dataPoint(point(name.add("state", cluster.state().word()), 1));
            info.dataPoint(point(
                    name.add("version", cluster.version().orElse(""))
                            .add("origin", cluster.origin().word()),
                    1));
            cluster.watches()
                    .forEach((how, count) ->
                            watches.dataPoint(point(name.add("state", how.name().toLowerCase(Locale.ROOT)), count)));
            cluster.lastContact()
                    .ifPresent(last -> contact.dataPoint(
                            point(name, Duration.between(last, clock.instant()).toMillis() / 1_000.0)));
            deliveries.dataPoint(point(name, cluster.deliveries()));
        }
        var refused = gauge("mizzen_clusters_refused", "Secrets that were to be a cluster and were not taken")
                .dataPoint(point(Labels.EMPTY, seen.refused().size()));
        return new MetricSnapshots(
                up.build(),
                state.build(),
                info.build(),
                watches.build(),
                contact.build(),
                deliveries.build(),
                refused.build());
    }

    private static GaugeSnapshot.Builder gauge(String name, String help) {
        return GaugeSnapshot.builder().name(name).help(help);
    }

    private static GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }
}
