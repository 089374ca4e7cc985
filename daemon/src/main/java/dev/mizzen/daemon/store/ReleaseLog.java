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
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** What became of each commit in each environment, bounded by age. Thread-safe. */
public final class ReleaseLog {
    private static final String TABLE = "release_log";
    private static final String STAMP = "cast(? as timestamp with time zone)";
    private static final Field<String> DELIVERY = field("delivery", String.class);
    private static final Field<OffsetDateTime> BEGUN = time("begun");
    private static final Field<String> HEAD = field("head", String.class);
    private static final Field<String> INPUTS = field("inputs", String.class);
    private static final Field<OffsetDateTime> APPLIED = time("applied");
    private static final Field<OffsetDateTime> HEALTHY = time("healthy");
    private static final Field<OffsetDateTime> DEGRADED = time("degraded");
    private static final Field<OffsetDateTime> RESTORED = time("restored");
    private static final Field<OffsetDateTime> BROKEN = time("broken");
    private static final Field<OffsetDateTime> ENDED = time("ended");
    private static final Field<String> ENDING = field("ending", String.class);

    private final DSLContext sql;
    private final WriteBehind writes;

    ReleaseLog(DSLContext sql, WriteBehind writes) {
        this.sql = sql;
        this.writes = writes;
    }

    /** How a release ended that is no longer wanted. */
    public enum Ending {
        /** It is what is wanted now. */
        NONE,
        /** Another commit came. */
        SUPERSEDED,
        /** The commit that came brought back what was well before. */
        ROLLED_BACK,
        /** Its delivery left Git. */
        RETIRED
    }

    /**
     * One commit in one environment. Times are exact to the microsecond.
     *
     * @param begun when the commit was first seen
     * @param inputs digest of all that it was read from; the same inputs want the same
     * @param applied when the clusters first held it in full
     * @param healthy when all of it was first healthy
     * @param degraded when it first fared badly
     * @param restored when it was well again after that
     * @param broken since when the environment was not well as this release came
     * @param ended when it was wanted no longer
     */
    public record Row(
            DeliveryId delivery,
            Instant begun,
            Revision head,
            String inputs,
            Optional<Instant> applied,
            Optional<Instant> healthy,
            Optional<Instant> degraded,
            Optional<Instant> restored,
            Optional<Instant> broken,
            Optional<Instant> ended,
            Ending ending) {}

    private record Key(DeliveryId delivery, Instant begun) {}

    /** Written a moment later, in place of the same release as it was. */
    public void put(Row row) {
        writes.put(new Key(row.delivery(), row.begun()), () -> List.of(deletion(row), insertion(row)));
    }

    private static Statement deletion(Row row) {
        return Statement.of(
                "delete from release_log where delivery = ? and begun = " + STAMP,
                row.delivery().toString(),
                row.begun().atOffset(ZoneOffset.UTC));
    }

    private static Statement insertion(Row row) {
        return Statement.of(
                "insert into release_log (delivery, begun, head, inputs, applied, healthy, degraded, restored, broken,"
                        + " ended, ending) values (?, " + STAMP + ", ?, ?" + (", " + STAMP).repeat(6) + ", ?)",
                row.delivery().toString(),
                row.begun().atOffset(ZoneOffset.UTC),
                row.head().id(),
                row.inputs(),
                stamp(row.applied()),
                stamp(row.healthy()),
                stamp(row.degraded()),
                stamp(row.restored()),
                stamp(row.broken()),
                stamp(row.ended()),
                row.ending().name());
    }

    private static @Nullable OffsetDateTime stamp(Optional<Instant> at) {
        return at.map(when -> when.atOffset(ZoneOffset.UTC)).orElse(null);
    }

    /** The newest first: those of {@code of} that began between {@code since} and {@code until}, both included. */
    public List<Row> find(Which of, Instant since, Instant until, int most) {
        writes.flush();
        Condition when = BEGUN.between(since.atOffset(ZoneOffset.UTC)).and(until.atOffset(ZoneOffset.UTC));
        return sql.select(DELIVERY, BEGUN, HEAD, INPUTS, APPLIED, HEALTHY, DEGRADED, RESTORED, BROKEN, ENDED, ENDING)
                .from(table(TABLE))
                .where(when.and(of.condition()))
                .orderBy(BEGUN.desc(), DELIVERY)
                .limit(most)
                .fetch(ReleaseLog::row);
    }

    private static Row row(Record row) {
        return new Row(
                DeliveryId.parse(row.get(DELIVERY)),
                row.get(BEGUN).toInstant(),
                new Revision(row.get(HEAD)),
                row.get(INPUTS),
                at(row, APPLIED),
                at(row, HEALTHY),
                at(row, DEGRADED),
                at(row, RESTORED),
                at(row, BROKEN),
                at(row, ENDED),
                Ending.valueOf(row.get(ENDING)));
    }

    private static Optional<Instant> at(Record row, Field<OffsetDateTime> field) {
        return Optional.ofNullable(row.get(field)).map(OffsetDateTime::toInstant);
    }

    private static Field<OffsetDateTime> time(String name) {
        return field(name, OffsetDateTime.class);
    }

    /** Forgets releases that ended before {@code limit}; what is wanted now stays. */
    public int forgetBefore(Instant limit) {
        writes.flush();
        return sql.deleteFrom(table(TABLE))
                .where(ENDED.lt(limit.atOffset(ZoneOffset.UTC)))
                .execute();
    }
}
