package dev.mizzen.daemon.history;

import dev.mizzen.daemon.report.DeliveryState;
import dev.mizzen.daemon.report.StatusBoard;
import dev.mizzen.daemon.store.ReleaseLog;
import dev.mizzen.daemon.store.ReleaseLog.Row;
import dev.mizzen.daemon.store.Which;
import dev.mizzen.reconcile.model.DeliveryId;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes down what becomes of each commit in each environment, behind: a release is written as often as it changes, and what
 * changes nothing of it is not written at all.
 */
public final class Ledger implements StatusBoard.Listener {
    /** Most releases that are read when the daemon starts; deliveries of which none is among them begin anew. */
    private static final int MOST_READ = 100_000;

    private final ReleaseLog log;
    private final Function<DeliveryId, Optional<String>> inputs;
    private final Clock clock;
    /** Written under the board's lock only. */
    private final Map<DeliveryId, Step> steps = new HashMap<>();

    /**
     * Goes on where the store ends.
     *
     * @param inputs digest of what is wanted now
     */
    public Ledger(ReleaseLog log, Function<DeliveryId, Optional<String>> inputs, Clock clock) {
        this.log = log;
        this.inputs = inputs;
        this.clock = clock;
        Instant now = now();
        log.find(Which.ALL, Instant.EPOCH, now, MOST_READ)
                .forEach(row -> steps.merge(row.delivery(), first(row), (newer, older) -> joined(newer, row, now)));
    }

    private static Step first(Row row) {
        return new Step(Optional.of(row), Optional.empty(), Optional.empty());
    }

    private static Step joined(Step newer, Row older, Instant now) {
        boolean well = older.healthy().isPresent() && !Failures.failed(older, now);
        return new Step(
                newer.last(), Optional.empty(), newer.good().or(() -> well ? Optional.of(older) : Optional.empty()));
    }

    @Override
    public void changed(Optional<DeliveryState> before, Optional<DeliveryState> after) {
        DeliveryId id = after.or(() -> before).map(DeliveryState::id).orElseThrow();
        Step known = steps.getOrDefault(id, Step.NONE);
        Step next = after.map(state -> known.to(state, inputs.apply(id).orElse(""), now()))
                .orElseGet(() -> known.retired(now()));
        List<Row> changed = next.changed(known).toList();
        changed.forEach(log::put);
        steps.put(id, next);
    }

    /** As exact as both databases are. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
