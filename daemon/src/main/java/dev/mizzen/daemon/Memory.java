package dev.mizzen.daemon;

import dev.mizzen.daemon.report.DeliveryState;
import dev.mizzen.daemon.report.StatusBoard;
import dev.mizzen.daemon.report.Sync;
import dev.mizzen.daemon.store.Deliveries;
import dev.mizzen.daemon.store.Store;
import dev.mizzen.daemon.trigger.Inputs;
import dev.mizzen.daemon.trigger.SourceSync.Remembered;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.DeliveryId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the store still knows when the daemon starts. */
final class Memory {
    private Memory() {}

    /** Deliveries of a source, as its next sync needs them to tell what changed since. */
    static Map<DeliveryId, Remembered> of(Store store, SourceName source) {
        return store.deliveries().all().stream()
                .filter(row -> row.id().source().equals(source))
                .collect(Collectors.toMap(
                        Deliveries.Row::id, row -> new Remembered(row.inputs().map(Inputs::new), row.head())));
    }

    /** Shows the deliveries of {@code sources} as they were last, until they are looked at again. */
    static void restore(Store store, StatusBoard board, Set<SourceName> sources) {
        for (Deliveries.Row row : store.deliveries().all()) {
            if (!sources.contains(row.id().source())) {
                continue;
            }
            board.restore(new DeliveryState(
                    row.id(),
                    sync(row.sync()),
                    row.message(),
                    List.of(),
                    List.of(),
                    row.head(),
                    Optional.empty(),
                    row.applied(),
                    row.since(),
                    Map.of(),
                    List.of()));
        }
    }

    /** A word of another version means that the delivery is looked at anew. */
    private static Sync sync(String name) {
        return Stream.of(Sync.values())
                .filter(sync -> sync.name().equals(name))
                .findFirst()
                .orElse(Sync.PROGRESSING);
    }
}
