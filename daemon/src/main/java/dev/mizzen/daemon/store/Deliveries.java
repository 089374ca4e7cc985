package dev.mizzen.daemon.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import dev.mizzen.daemon.store.WriteBehind.Statement;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.DeliveryId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;

/** What was last known of each delivery; written a moment later, and by then what was read last. Thread-safe. */
public final class Deliveries {
    private static final Field<String> ID = field("id", String.class);
    private static final Field<String> SYNC = field("sync", String.class);
    private static final Field<String> HEAD = field("head", String.class);
    private static final Field<String> APPLIED = field("applied", String.class);
    private static final Field<String> INPUTS = field("inputs", String.class);
    private static final Field<String> MESSAGE = field("message", String.class);
    private static final Field<OffsetDateTime> SINCE = field("since", OffsetDateTime.class);

    private final DSLContext sql;
    private final WriteBehind writes;

    Deliveries(DSLContext sql, WriteBehind writes) {
        this.sql = sql;
        this.writes = writes;
    }

    /**
     * One delivery.
     *
     * @param sync the state's name
     * @param head the commit that it was last wanted at
     * @param applied the commit that was last applied in full
     * @param inputs digest of what Git said then
     * @param since when {@code sync} became what it is
     */
    public record Row(
            DeliveryId id,
            String sync,
            Optional<Revision> head,
            Optional<Revision> applied,
            Optional<String> inputs,
            String message,
            Instant since) {
        private Statement insert() {
            return Statement.of(
                    "insert into delivery (id, source, sync, head, applied, inputs, message, since)"
                            + " values (?, ?, ?, ?, ?, ?, ?, cast(? as timestamp with time zone))",
                    id.toString(),
                    id.source().value(),
                    sync,
                    head.map(Revision::id).orElse(null),
                    applied.map(Revision::id).orElse(null),
                    inputs.orElse(null),
                    Texts.cut(message, Texts.MESSAGE),
                    since.atOffset(ZoneOffset.UTC));
        }
    }

    public void put(Row row) {
        writes.put(row.id(), () -> List.of(delete(row.id()), row.insert()));
    }

    public void remove(DeliveryId id) {
        writes.put(id, () -> List.of(delete(id)));
    }

    private static Statement delete(DeliveryId id) {
        return Statement.of("delete from delivery where id = ?", id.toString());
    }

    /** All of them, in order of id. */
    public List<Row> all() {
        writes.flush();
        return sql.select(ID, SYNC, HEAD, APPLIED, INPUTS, MESSAGE, SINCE)
                .from(table("delivery"))
                .orderBy(ID)
                .fetch(Deliveries::row);
    }

    private static Row row(Record row) {
        return new Row(
                DeliveryId.parse(row.get(ID)),
                row.get(SYNC),
                Optional.ofNullable(row.get(HEAD)).map(Revision::new),
                Optional.ofNullable(row.get(APPLIED)).map(Revision::new),
                Optional.ofNullable(row.get(INPUTS)),
                row.get(MESSAGE),
                row.get(SINCE).toInstant());
    }
}
