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
import java.util.function.UnaryOperator;
import org.jooq.DSLContext;
import org.jooq.Field;

/** The history of runs, bounded by age. Thread-safe. */
public final class Runs {
    private static final Field<Long> SEQ = field("seq", Long.class);
    private static final Field<String> DELIVERY = field("delivery", String.class);
    private static final Field<String> HEAD = field("head", String.class);
    private static final Field<String> OUTCOME = field("outcome", String.class);
    private static final Field<Integer> CHANGED = field("changed", Integer.class);
    private static final Field<Integer> PRUNED = field("pruned", Integer.class);
    private static final Field<String> MESSAGE = field("message", String.class);
    private static final Field<OffsetDateTime> STARTED = field("started", OffsetDateTime.class);
    private static final Field<OffsetDateTime> ENDED = field("ended", OffsetDateTime.class);

    private final DSLContext sql;
    private final WriteBehind writes;
    private final UnaryOperator<String> masked;

    Runs(DSLContext sql, WriteBehind writes, UnaryOperator<String> masked) {
        this.sql = sql;
        this.writes = writes;
        this.masked = masked;
    }

    /** One run; {@code changed} and {@code pruned} count objects. */
    public record Row(
            DeliveryId delivery,
            Revision head,
            String outcome,
            int changed,
            int pruned,
            String message,
            Instant started,
            Instant ended) {}

    /** Written a moment later, and by then what is read next. */
    public void add(Row row) {
        writes.put(new Object(), () -> List.of(insert(row)));
    }

    private Statement insert(Row row) {
        return Statement.of(
                "insert into run (delivery, head, outcome, changed, pruned, message, started, ended)"
                        + " values (?, ?, ?, ?, ?, ?, cast(? as timestamp with time zone),"
                        + " cast(? as timestamp with time zone))",
                row.delivery().toString(),
                row.head().id(),
                row.outcome(),
                row.changed(),
                row.pruned(),
                Texts.cut(masked.apply(row.message()), Texts.MESSAGE),
                row.started().atOffset(ZoneOffset.UTC),
                row.ended().atOffset(ZoneOffset.UTC));
    }

    /** The newest first. */
    public List<Row> of(DeliveryId id, int most) {
        writes.flush();
        return sql.select(HEAD, OUTCOME, CHANGED, PRUNED, MESSAGE, STARTED, ENDED)
                .from(table("run"))
                .where(DELIVERY.eq(id.toString()))
                .orderBy(SEQ.desc())
                .limit(most)
                .fetch(row -> new Row(
                        id,
                        new Revision(row.get(HEAD)),
                        row.get(OUTCOME),
                        row.get(CHANGED),
                        row.get(PRUNED),
                        row.get(MESSAGE),
                        row.get(STARTED).toInstant(),
                        row.get(ENDED).toInstant()));
    }

    /** Forgets runs that ended before {@code limit}. */
    public int forgetBefore(Instant limit) {
        writes.flush();
        return sql.deleteFrom(table("run"))
                .where(ENDED.lt(limit.atOffset(ZoneOffset.UTC)))
                .execute();
    }
}
