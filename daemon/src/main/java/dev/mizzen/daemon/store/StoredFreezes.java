package dev.mizzen.daemon.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.EnvironmentName;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;

/** Which environments are frozen, one freeze each. Thread-safe. */
public final class StoredFreezes {
    private static final Field<String> SOURCE = field("source", String.class);
    private static final Field<String> ENVIRONMENT = field("environment", String.class);
    private static final Field<OffsetDateTime> SINCE = field("since", OffsetDateTime.class);
    private static final Field<OffsetDateTime> UNTIL = field("until", OffsetDateTime.class);
    private static final Field<String> REASON = field("reason", String.class);
    private static final Field<String> WHO = field("who", String.class);

    private final DSLContext sql;

    StoredFreezes(DSLContext sql) {
        this.sql = sql;
    }

    /**
     * One freeze.
     *
     * @param reason may be empty
     * @param who by the name of a token
     */
    public record Row(
            SourceName source, EnvironmentName environment, Instant since, Instant until, String reason, String who) {}

    /** All of them, those that are over too. */
    public List<Row> all() {
        return sql.select(SOURCE, ENVIRONMENT, SINCE, UNTIL, REASON, WHO)
                .from(table("environment_freeze"))
                .orderBy(SOURCE, ENVIRONMENT)
                .fetch(row -> new Row(
                        new SourceName(row.get(SOURCE)),
                        new EnvironmentName(row.get(ENVIRONMENT)),
                        row.get(SINCE).toInstant(),
                        row.get(UNTIL).toInstant(),
                        row.get(REASON),
                        row.get(WHO)));
    }

    /** Replaces the one of the same environment. */
    public void put(Row row) {
        sql.transaction(tx -> {
            remove(tx.dsl(), row.source(), row.environment());
            tx.dsl()
                    .insertInto(table("environment_freeze"))
                    .set(SOURCE, row.source().value())
                    .set(ENVIRONMENT, row.environment().value())
                    .set(SINCE, row.since().atOffset(ZoneOffset.UTC))
                    .set(UNTIL, row.until().atOffset(ZoneOffset.UTC))
                    .set(REASON, Texts.cut(row.reason(), Texts.DESCRIPTION))
                    .set(WHO, row.who())
                    .execute();
        });
    }

    public void remove(SourceName source, EnvironmentName environment) {
        remove(sql, source, environment);
    }

    private static void remove(DSLContext in, SourceName source, EnvironmentName environment) {
        in.deleteFrom(table("environment_freeze"))
                .where(SOURCE.eq(source.value()), ENVIRONMENT.eq(environment.value()))
                .execute();
    }
}
