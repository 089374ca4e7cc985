package dev.mizzen.daemon.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.SourceName;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;

/** What a forge was told of each commit, so that a restart neither repeats it nor leaves it open. Thread-safe. */
public final class SentStatuses {
    private static final Field<String> SOURCE = field("source", String.class);
    private static final Field<String> REVISION = field("revision", String.class);
    private static final Field<String> CONTEXT = field("context", String.class);
    private static final Field<String> STATE = field("state", String.class);
    private static final Field<String> DESCRIPTION = field("description", String.class);
    private static final Field<OffsetDateTime> SENT = field("sent", OffsetDateTime.class);

    private final DSLContext sql;

    SentStatuses(DSLContext sql) {
        this.sql = sql;
    }

    /** One status; {@code state} is its name. */
    public record Row(
            SourceName source, Revision revision, String context, String state, String description, Instant sent) {}

    public void put(Row row) {
        sql.transaction(tx -> {
            DSLContext in = tx.dsl();
            in.deleteFrom(table("status_sent"))
                    .where(SOURCE.eq(row.source().value()))
                    .and(REVISION.eq(row.revision().id()))
                    .and(CONTEXT.eq(Texts.cut(row.context(), Texts.CONTEXT)))
                    .execute();
            in.insertInto(table("status_sent"))
                    .set(SOURCE, row.source().value())
                    .set(REVISION, row.revision().id())
                    .set(CONTEXT, Texts.cut(row.context(), Texts.CONTEXT))
                    .set(STATE, row.state())
                    .set(DESCRIPTION, Texts.cut(row.description(), Texts.DESCRIPTION))
                    .set(SENT, row.sent().atOffset(ZoneOffset.UTC))
                    .execute();
        });
    }

    /** As {@link #put}, and on the disk before it returns: a daemon that is killed at once finds it when it starts. */
    public void putForGood(Row row) {
        put(row);
        OnDisk.now(sql);
    }

    /** Everything that is remembered. */
    public List<Row> all() {
        return sql.select(SOURCE, REVISION, CONTEXT, STATE, DESCRIPTION, SENT)
                .from(table("status_sent"))
                .orderBy(SENT)
                .fetch(row -> new Row(
                        new SourceName(row.get(SOURCE)),
                        new Revision(row.get(REVISION)),
                        row.get(CONTEXT),
                        row.get(STATE),
                        row.get(DESCRIPTION),
                        row.get(SENT).toInstant()));
    }

    /** Forgets what was sent before {@code limit}. */
    public int forgetBefore(Instant limit) {
        return sql.deleteFrom(table("status_sent"))
                .where(SENT.lt(limit.atOffset(ZoneOffset.UTC)))
                .execute();
    }
}
