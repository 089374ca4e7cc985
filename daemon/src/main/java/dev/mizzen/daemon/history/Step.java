package dev.mizzen.daemon.history;

import dev.mizzen.daemon.report.DeliveryState;
import dev.mizzen.daemon.report.Sync;
import dev.mizzen.daemon.store.ReleaseLog.Ending;
import dev.mizzen.daemon.store.ReleaseLog.Row;
import dev.mizzen.reconcile.model.Health;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The releases of one delivery that count for what comes next. Pure.
 *
 * @param last the newest one
 * @param closed the one that {@code last} took the place of in this step
 * @param good the newest one before {@code last} that was healthy and did not fail
 */
record Step(Optional<Row> last, Optional<Row> closed, Optional<Row> good) {
    static final Step NONE = new Step(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * The delivery changed.
     *
     * @param inputs digest of what is wanted now
     */
    Step to(DeliveryState state, String inputs, Instant now) {
        if (state.head().isEmpty()) {
            return this;
        }
        if (last.filter(row -> row.head().equals(state.head().get())).isPresent()) {
            return new Step(last.map(row -> seen(row, state, now)), Optional.empty(), good);
        }
        // A state that a restart put back was no push; its commit may have been released before there was a history.
        return state.pushed().isEmpty() ? this : begun(state, inputs, now);
    }

    private Step begun(DeliveryState state, String inputs, Instant now) {
        boolean back = good.filter(row -> row.inputs().equals(inputs)).isPresent()
                && last.filter(row -> !row.inputs().equals(inputs)).isPresent();
        Optional<Row> before = last.filter(row -> row.ended().isEmpty())
                .map(row -> ended(row, back ? Ending.ROLLED_BACK : Ending.SUPERSEDED, now));
        Row next = new Row(
                state.id(),
                later(now),
                state.head().orElseThrow(),
                inputs,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                before.flatMap(Failures::unrepaired),
                Optional.empty(),
                Ending.NONE);
        Optional<Row> well = before.filter(row -> row.healthy().isPresent() && !Failures.failed(row, now));
        return new Step(Optional.of(seen(next, state, now)), before, well.or(() -> good));
    }

    /** No two releases of a delivery begin at the same time. */
    private Instant later(Instant now) {
        return last.map(row -> row.begun().plus(1, ChronoUnit.MICROS))
                .filter(now::isBefore)
                .orElse(now);
    }

    /** The delivery left Git and is gone. */
    Step retired(Instant now) {
        return new Step(
                last.filter(row -> row.ended().isEmpty()).map(row -> ended(row, Ending.RETIRED, now)),
                Optional.empty(),
                good);
    }

    /** What differs from {@code before}. */
    Stream<Row> changed(Step before) {
        return Stream.concat(closed.stream(), last.stream().filter(row -> !before.last.equals(last)));
    }

    private static Row seen(Row row, DeliveryState state, Instant now) {
        boolean holds = state.sync() == Sync.SYNCED && state.applied().equals(state.head());
        Row held = holds && row.applied().isEmpty() ? with(row, Optional.of(now), row.healthy()) : row;
        if (held.applied().isEmpty()) {
            return held;
        }
        if (state.isWell()) {
            return well(held, now);
        }
        boolean bad = state.sync() == Sync.REJECTED
                || (state.sync() == Sync.SYNCED && state.health().state() == Health.State.DEGRADED);
        return bad ? bad(held, now) : passed(held, now);
    }

    private static Row well(Row row, Instant now) {
        Row passed = passed(row, now);
        Optional<Instant> restored =
                passed.degraded().isPresent() ? passed.restored().or(() -> Optional.of(now)) : Optional.empty();
        return faring(
                with(passed, passed.applied(), passed.healthy().or(() -> Optional.of(now))),
                passed.degraded(),
                restored);
    }

    private static Row bad(Row row, Instant now) {
        boolean late = row.healthy()
                .filter(well -> now.isAfter(well.plus(Failures.PROBATION)))
                .isPresent();
        return row.degraded().isPresent() || late ? row : faring(row, Optional.of(now), Optional.empty());
    }

    /** What fared badly for a moment only did not fare badly. */
    private static Row passed(Row row, Instant now) {
        boolean moment = row.restored().isEmpty()
                && row.degraded()
                        .filter(since -> now.isBefore(since.plus(Failures.PASSING)))
                        .isPresent();
        return moment ? faring(row, Optional.empty(), Optional.empty()) : row;
    }

    private static Row with(Row row, Optional<Instant> applied, Optional<Instant> healthy) {
        return new Row(
                row.delivery(),
                row.begun(),
                row.head(),
                row.inputs(),
                applied,
                healthy,
                row.degraded(),
                row.restored(),
                row.broken(),
                row.ended(),
                row.ending());
    }

    private static Row faring(Row row, Optional<Instant> degraded, Optional<Instant> restored) {
        return new Row(
                row.delivery(),
                row.begun(),
                row.head(),
                row.inputs(),
                row.applied(),
                row.healthy(),
                degraded,
                restored,
                row.broken(),
                row.ended(),
                row.ending());
    }

    private static Row ended(Row row, Ending ending, Instant now) {
        return new Row(
                row.delivery(),
                row.begun(),
                row.head(),
                row.inputs(),
                row.applied(),
                row.healthy(),
                row.degraded(),
                row.restored(),
                row.broken(),
                Optional.of(now),
                ending);
    }
}
