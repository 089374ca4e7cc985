package dev.mizzen.daemon.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import dev.mizzen.daemon.store.WriteBehind.Statement;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.promote.Trial;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** How environments fare with their pins: in memory, and written a moment later. Thread-safe. */
public final class StoredTrials {
    private static final String TABLE = "promotion_trial";
    private static final String STAMP = "cast(? as timestamp with time zone)";
    private static final Field<String> DELIVERY = field("delivery", String.class);
    private static final Field<String> PIN = field("pin", String.class);
    private static final Field<OffsetDateTime> DELIVERED = field("delivered", OffsetDateTime.class);
    private static final Field<OffsetDateTime> FAILED = field("failed", OffsetDateTime.class);
    private static final Field<String> WHY = field("why", String.class);
    private static final Field<String> GOOD_PIN = field("good_pin", String.class);
    private static final Field<String> GOOD_HEAD = field("good_head", String.class);

    private final WriteBehind writes;
    private final Map<DeliveryId, Trial> trials = new ConcurrentHashMap<>();

    private record Row(DeliveryId delivery, Trial trial) implements WriteBehind.Change {
        @Override
        public List<Statement> statements() {
            return List.of(
                    Statement.of("delete from promotion_trial where delivery = ?", delivery.toString()),
                    Statement.of(
                            "insert into promotion_trial (delivery, pin, delivered, failed, why, good_pin, good_head)"
                                    + " values (?, ?, " + STAMP + ", " + STAMP + ", ?, ?, ?)",
                            delivery.toString(),
                            trial.pin().id(),
                            stamp(trial.delivered()),
                            stamp(trial.failed().map(Trial.Failure::since)),
                            trial.failed()
                                    .map(failure -> Texts.cut(failure.why(), Texts.MESSAGE))
                                    .orElse(null),
                            trial.good().map(good -> good.pin().id()).orElse(null),
                            trial.good().map(good -> good.head().id()).orElse(null)));
        }
    }

    StoredTrials(DSLContext sql, WriteBehind writes) {
        this.writes = writes;
        sql.select(DELIVERY, PIN, DELIVERED, FAILED, WHY, GOOD_PIN, GOOD_HEAD)
                .from(table(TABLE))
                .forEach(row -> trials.put(DeliveryId.parse(row.get(DELIVERY)), trial(row)));
    }

    private static Trial trial(Record row) {
        return new Trial(
                new Revision(row.get(PIN)),
                at(row, DELIVERED),
                Optional.empty(),
                at(row, FAILED).map(since -> new Trial.Failure(row.get(WHY), since)),
                revision(row, GOOD_PIN)
                        .flatMap(pin -> revision(row, GOOD_HEAD).map(head -> new Trial.Good(pin, head))));
    }

    private static Optional<Instant> at(Record row, Field<OffsetDateTime> field) {
        return Optional.ofNullable(row.get(field)).map(OffsetDateTime::toInstant);
    }

    private static Optional<Revision> revision(Record row, Field<String> field) {
        return Optional.ofNullable(row.get(field)).map(Revision::new);
    }

    private static @Nullable OffsetDateTime stamp(Optional<Instant> at) {
        return at.map(when -> when.atOffset(ZoneOffset.UTC)).orElse(null);
    }

    /** How the delivery fares, as of the last look. */
    public Optional<Trial> of(DeliveryId delivery) {
        return Optional.ofNullable(trials.get(delivery));
    }

    /** As of a look now. */
    public void put(DeliveryId delivery, Trial trial) {
        if (!trial.equals(trials.put(delivery, trial))) {
            writes.put(List.of("trial", delivery), new Row(delivery, trial));
        }
    }
}
