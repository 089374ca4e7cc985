package dev.mizzen.daemon.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;

/** What happened to deliveries on clusters, drift above all. Bounded by age. Thread-safe. */
public final class Events {
    private static final Field<Long> SEQ = field("seq", Long.class);
    private static final Field<String> DELIVERY = field("delivery", String.class);
    private static final Field<String> CLUSTER = field("cluster", String.class);
    private static final Field<String> OBJECT = field("object", String.class);
    private static final Field<String> KIND = field("kind", String.class);
    private static final Field<String> MESSAGE = field("message", String.class);
    private static final Field<OffsetDateTime> AT = field("at", OffsetDateTime.class);

    private final DSLContext sql;
    private final UnaryOperator<String> masked;

    Events(DSLContext sql, UnaryOperator<String> masked) {
        this.sql = sql;
        this.masked = masked;
    }

    /**
     * One event.
     *
     * @param cluster empty if it happened to the delivery as a whole
     * @param object as {@code <group>/<Kind>/<namespace>/<name>}, {@code ""} if it happened to none alone
     * @param kind a word such as {@code drift}
     * @param message one line for people, without secrets
     */
    public record Row(
            DeliveryId delivery,
            Optional<ClusterName> cluster,
            String object,
            String kind,
            String message,
            Instant at) {
        /** Of one object on one cluster. */
        public Row(DeliveryId delivery, ClusterName cluster, String object, String kind, String message, Instant at) {
            this(delivery, Optional.of(cluster), object, kind, message, at);
        }

        /** Of the delivery as a whole. */
        public Row(DeliveryId delivery, String kind, String message, Instant at) {
            this(delivery, Optional.empty(), "", kind, message, at);
        }
    }

    public void add(Row row) {
        add(List.of(row));
    }

    /** All of them, or none if the store fails. */
    public void add(List<Row> rows) {
        sql.transaction(tx -> tx.dsl()
                .batch(rows.stream().map(row -> insertion(tx.dsl(), row)).toList())
                .execute());
    }

    private Query insertion(DSLContext in, Row row) {
        return in.insertInto(table("event"))
                .set(DELIVERY, row.delivery().toString())
                .set(CLUSTER, row.cluster().map(ClusterName::value).orElse(null))
                .set(OBJECT, Texts.cut(row.object(), Texts.OBJECT))
                .set(KIND, row.kind())
                .set(MESSAGE, Texts.cut(masked.apply(row.message()), Texts.MESSAGE))
                .set(AT, row.at().atOffset(ZoneOffset.UTC));
    }

    /** The newest first. */
    public List<Row> of(DeliveryId id, int most) {
        return sql.select(CLUSTER, OBJECT, KIND, MESSAGE, AT)
                .from(table("event"))
                .where(DELIVERY.eq(id.toString()))
                .orderBy(SEQ.desc())
                .limit(most)
                .fetch(row -> new Row(
                        id,
                        Optional.ofNullable(row.get(CLUSTER)).map(ClusterName::new),
                        row.get(OBJECT),
                        row.get(KIND),
                        row.get(MESSAGE),
                        row.get(AT).toInstant()));
    }

    /** Forgets what happened before {@code limit}. */
    public int forgetBefore(Instant limit) {
        return sql.deleteFrom(table("event"))
                .where(AT.lt(limit.atOffset(ZoneOffset.UTC)))
                .execute();
    }
}
