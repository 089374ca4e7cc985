package dev.mizzen.reconcile.spec;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.spec.Chart.From;
import dev.mizzen.reconcile.spec.Chart.Layer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the charts of an application are made of in its own snapshot: a change there is one of the delivery. */
final class ChartReads {
    /** A chart with more entries is refused when it is rendered. */
    private static final int ENTRIES = 20_000;

    private static final int DEPTH = 10;

    private final Snapshot snapshot;
    private final Map<String, String> reads;
    private int left = ENTRIES;

    private ChartReads(Snapshot snapshot, Map<String, String> reads) {
        this.snapshot = snapshot;
        this.reads = reads;
    }

    /** Adds path → object id, {@code absent} where nothing is. What is wrong with a chart is told when it is rendered. */
    static void add(Snapshot snapshot, Application application, Map<String, String> reads) {
        ChartReads all = new ChartReads(snapshot, reads);
        all.entry(LockPath.of(snapshot, application.name()));
        for (Application.Component component : application.components()) {
            try {
                Chart.of(component).ifPresent(all::chart);
            } catch (Rejected told) {
                // When it is rendered; the application itself is read already.
            }
        }
    }

    /** Of one chart. */
    static Map<String, String> of(Chart chart, Snapshot snapshot) {
        Map<String, String> reads = new TreeMap<>();
        new ChartReads(snapshot, reads).chart(chart);
        return reads;
    }

    private void chart(Chart chart) {
        if (chart.from() instanceof From.Here here) {
            whole(here.path(), 0);
        }
        for (Layer layer : chart.layers()) {
            if (layer instanceof Layer.File file) {
                entry(file.path());
            }
        }
    }

    /** A chart's directory with those of its local dependencies. */
    private void whole(String path, int depth) {
        tree(path);
        try {
            for (ChartDependencies.Dependency dependency : ChartDependencies.of(snapshot, path)) {
                if (dependency.isLocal() && depth < DEPTH) {
                    whole(ChartDependencies.directory(path, dependency), depth + 1);
                }
            }
        } catch (Rejected told) {
            // When it is rendered.
        }
    }

    /** Every entry, since a link in the directory may lead to what the directory's own id does not cover. */
    private void tree(String path) {
        Optional<Entry> entry = entry(path);
        if (entry.isPresent() && entry.get() instanceof Entry.Directory && left > 0) {
            for (Entry child : snapshot.children(path)) {
                tree(child.path());
            }
        }
    }

    private Optional<Entry> entry(String path) {
        left--;
        Optional<Entry> entry = snapshot.entry(path);
        reads.put(path, entry.map(Entry::id).orElse(Lookup.ABSENT));
        return entry;
    }
}
