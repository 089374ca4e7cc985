package dev.mizzen.daemon.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import dev.mizzen.reconcile.run.Deletions;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SortField;

/** What people were asked to approve, what they approved, and what became of it. Thread-safe. */
public final class StoredApprovals {
    private static final Field<String> ID = field("id", String.class);
    private static final Field<String> DIGEST = field("digest", String.class);
    private static final Field<String> REASON = field("reason", String.class);
    private static final Field<String> MESSAGE = field("message", String.class);
    private static final Field<String> COVERS = field("covers", String.class);
    private static final Field<OffsetDateTime> ASKED = field("asked", OffsetDateTime.class);
    private static final Field<String> APPROVER = field("approver", String.class);
    private static final Field<OffsetDateTime> GIVEN = field("given", OffsetDateTime.class);
    private static final Field<String> REMAINING = field("remaining", String.class);
    private static final Field<String> ENDING = field("ending", String.class);
    private static final Field<OffsetDateTime> ENDED = field("ended", OffsetDateTime.class);

    private final DSLContext sql;

    StoredApprovals(DSLContext sql) {
        this.sql = sql;
    }

    /**
     * One question, and the answer if there is one.
     *
     * @param reason a word
     * @param covers what would be deleted
     * @param approver who said yes
     * @param remaining what of {@code covers} is not done yet
     * @param ending a word, once nothing more comes of it
     */
    public record Row(
            UUID id,
            String reason,
            String message,
            Deletions covers,
            Instant asked,
            Optional<String> approver,
            Optional<Instant> given,
            Deletions remaining,
            Optional<String> ending,
            Optional<Instant> ended) {}

    /** Replaces what was there under the same id. */
    public void put(Row row) {
        sql.transaction(tx -> {
            DSLContext in = tx.dsl();
            in.deleteFrom(table("approval")).where(ID.eq(row.id().toString())).execute();
            in.insertInto(table("approval"))
                    .set(ID, row.id().toString())
                    .set(DIGEST, row.covers().digest().hex())
                    .set(REASON, row.reason())
                    .set(MESSAGE, Texts.cut(row.message(), Texts.MESSAGE))
                    .set(COVERS, DeletionsText.of(row.covers()))
                    .set(ASKED, at(row.asked()))
                    .set(APPROVER, row.approver().orElse(null))
                    .set(GIVEN, row.given().map(StoredApprovals::at).orElse(null))
                    .set(REMAINING, DeletionsText.of(row.remaining()))
                    .set(ENDING, row.ending().orElse(null))
                    .set(ENDED, row.ended().map(StoredApprovals::at).orElse(null))
                    .execute();
        });
    }

    /** As {@link #put}, and on the disk before it returns: a daemon that is killed at once finds it when it starts. */
    public void putForGood(Row row) {
        put(row);
        OnDisk.now(sql);
    }

    /** Nobody is asked any more. */
    public void remove(UUID id) {
        sql.deleteFrom(table("approval")).where(ID.eq(id.toString())).execute();
    }

    /** Those of which something may still come, the oldest first. */
    public List<Row> open() {
        return select(ENDED.isNull(), ASKED.asc(), Integer.MAX_VALUE);
    }

    /** Those that have ended, the newest first. */
    public List<Row> ended(int most) {
        return select(ENDED.isNotNull(), ENDED.desc(), most);
    }

    private List<Row> select(Condition which, SortField<?> order, int most) {
        return sql.select(ID, REASON, MESSAGE, COVERS, ASKED, APPROVER, GIVEN, REMAINING, ENDING, ENDED)
                .from(table("approval"))
                .where(which)
                .orderBy(order, ID)
                .limit(most)
                .fetch(StoredApprovals::row);
    }

    private static Row row(Record row) {
        return new Row(
                UUID.fromString(row.get(ID)),
                row.get(REASON),
                row.get(MESSAGE),
                DeletionsText.parse(row.get(COVERS)),
                row.get(ASKED).toInstant(),
                Optional.ofNullable(row.get(APPROVER)),
                Optional.ofNullable(row.get(GIVEN)).map(OffsetDateTime::toInstant),
                DeletionsText.parse(row.get(REMAINING)),
                Optional.ofNullable(row.get(ENDING)),
                Optional.ofNullable(row.get(ENDED)).map(OffsetDateTime::toInstant));
    }

    /** Forgets those that ended before {@code limit}. */
    public int forgetBefore(Instant limit) {
        return sql.deleteFrom(table("approval")).where(ENDED.lt(at(limit))).execute();
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
