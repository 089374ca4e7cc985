package dev.mizzen.daemon.report;

import dev.mizzen.reconcile.model.Obstacle;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Map;
import java.util.function.Supplier;

/** How many deliveries wait to be tried again, made at each scrape: a series for each kind of obstacle, also for 0. */
record WaitingCollector(Supplier<Map<String, Integer>> waiting) implements Collector {
    @Override
    public MetricSnapshot collect() {
        Map<String, Integer> counts = waiting.get();
        var gauge = GaugeSnapshot.builder().name("mizzen_queue_waiting").help("Deliveries that wait to be tried again");
        for (String reason : Obstacle.WORDS) {
            gauge.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(Labels.of("reason", reason))
                    .value(counts.getOrDefault(reason, 0))
                    .build());
        }
        return gauge.build();
    }
}
