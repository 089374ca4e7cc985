package dev.mizzen.daemon.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.SourceName;
import java.util.Collection;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;

/** Which pull requests were told what they change, so that a restart does not render them again. Thread-safe. */
public final class ToldPulls {
    private static final Field<String> SOURCE = field("source", String.class);
    private static final Field<String> PULL = field("pull", String.class);
    private static final Field<String> TIP = field("tip", String.class);
    private static final Field<String> BASE = field("base", String.class);

    private final DSLContext sql;

    ToldPulls(DSLContext sql) {
        this.sql = sql;
    }

    /** What was compared: the newest commit of the request, and that of the branch that it goes to. */
    public record Compared(Revision tip, Revision base) {}

    /** What a pull request was told of last. */
    public Optional<Compared> find(SourceName source, String number) {
        return sql.select(TIP, BASE)
                .from(table("pull_told"))
                .where(SOURCE.eq(source.value()))
                .and(PULL.eq(number))
                .fetchOptional(row -> new Compared(new Revision(row.get(TIP)), new Revision(row.get(BASE))));
    }

    public void put(SourceName source, String number, Compared compared) {
        sql.transaction(tx -> {
            DSLContext in = tx.dsl();
            in.deleteFrom(table("pull_told"))
                    .where(SOURCE.eq(source.value()))
                    .and(PULL.eq(number))
                    .execute();
            in.insertInto(table("pull_told"))
                    .set(SOURCE, source.value())
                    .set(PULL, number)
                    .set(TIP, compared.tip().id())
                    .set(BASE, compared.base().id())
                    .execute();
        });
    }

    /** Forgets all of a source but these. */
    public void retain(SourceName source, Collection<String> numbers) {
        sql.deleteFrom(table("pull_told"))
                .where(SOURCE.eq(source.value()))
                .and(PULL.notIn(numbers))
                .execute();
    }
}
