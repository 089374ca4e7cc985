package dev.mizzen.daemon.report;

import dev.mizzen.reconcile.run.Hold;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** How much waits for an approval, made at each scrape: a series for each source and reason, also where nothing waits. */
record HoldCollector(StatusBoard board, Supplier<List<Hold>> waiting) implements Collector {
    @Override
    public MetricSnapshot collect() {
        List<Hold> holds = waiting.get();
        Set<String> sources = new TreeSet<>();
        board.all().forEach(state -> sources.add(state.id().source().value()));
        holds.forEach(hold -> sources.add(hold.deletions().source().value()));
        var held = GaugeSnapshot.builder()
                .name("mizzen_approvals_waiting")
                .help("Plans whose deletions wait for an approval");
        for (String source : sources) {
            for (Hold.Reason reason : Hold.Reason.values()) {
                long count = holds.stream()
                        .filter(hold -> hold.reason() == reason
                                && hold.deletions().source().value().equals(source))
                        .count();
                held.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("source", source, "reason", reason.word()))
                        .value((double) count)
                        .build());
            }
        }
        return held.build();
    }
}
