package dev.mizzen.daemon.report;

import dev.mizzen.gitsource.snapshot.SourceName;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.function.Supplier;

/** Which sources can be read, as a gauge. */
final class SourceCollector implements MultiCollector {
    private static final String NAME = "mizzen_source_readable";

    private final Supplier<Map<SourceName, Boolean>> readable;

    SourceCollector(Supplier<Map<SourceName, Boolean>> readable) {
        this.readable = readable;
    }

    @Override
    public MetricSnapshots collect() {
        var gauge = GaugeSnapshot.builder()
                .name(NAME)
                .help("1 if the source could be read the last time that it was asked, else 0");
        readable.get()
                .forEach((source, yes) -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("source", source.value()))
                        .value(yes ? 1 : 0)
                        .build()));
        return new MetricSnapshots(gauge.build());
    }
}
