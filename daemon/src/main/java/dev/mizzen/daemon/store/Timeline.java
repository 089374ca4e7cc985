package dev.mizzen.daemon.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.table;

import dev.mizzen.reconcile.model.DeliveryId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;

/** Runs and events of all deliveries in one order of time. Thread-safe. */
public final class Timeline {
    /** The kind under which runs are told. */
    public static final String RUN = "run";

    private static final Field<String> DELIVERY = field("delivery", String.class);
    private static final Field<String> MESSAGE = field("message", String.class);
    private static final Field<String> HEAD = field("head", String.class);
    private static final Field<String> OUTCOME = field("outcome", String.class);
    private static final Field<String> KIND = field("kind", String.class);
    private static final Field<String> CLUSTER = field("cluster", String.class);
    private static final Field<OffsetDateTime> ENDED = field("ended", OffsetDateTime.class);
    private static final Field<OffsetDateTime> AT = field("at", OffsetDateTime.class);

    private final DSLContext sql;
    private final WriteBehind writes;

    Timeline(DSLContext sql, WriteBehind writes) {
        this.sql = sql;
        this.writes = writes;
    }

    /**
     * One thing that happened.
     *
     * @param kind {@value #RUN} or the kind of an event
     * @param revision of the commit, if it is about one
     * @param result a run's outcome; {@code ""} for an event
     */
    public record Entry(
            Instant at,
            DeliveryId delivery,
            String kind,
            Optional<String> revision,
            Optional<String> cluster,
            String result,
            String message) {}

    /** The newest first, between {@code since} and {@code until}, both included. */
    public List<Entry> find(Which of, Optional<String> kind, Instant since, Instant until, int most) {
        Stream<Entry> runs = kind.filter(word -> !word.equals(RUN)).isPresent()
                ? Stream.empty()
                : runs(of.condition(), since, until, most);
        Stream<Entry> events = kind.filter(RUN::equals).isPresent()
                ? Stream.empty()
                : events(of.condition().and(kind.map(KIND::eq).orElse(noCondition())), since, until, most);
        return Stream.concat(runs, events)
                .sorted(Comparator.comparing(Entry::at).reversed())
                .limit(most)
                .toList();
    }

    private Stream<Entry> runs(Condition which, Instant since, Instant until, int most) {
        writes.flush();
        return sql
                .select(DELIVERY, HEAD, OUTCOME, MESSAGE, ENDED)
                .from(table("run"))
                .where(which.and(between(ENDED, since, until)))
                .orderBy(ENDED.desc(), field("seq").desc())
                .limit(most)
                .fetch(row -> new Entry(
                        row.get(ENDED).toInstant(),
                        DeliveryId.parse(row.get(DELIVERY)),
                        RUN,
                        Optional.of(row.get(HEAD)),
                        Optional.empty(),
                        row.get(OUTCOME),
                        row.get(MESSAGE)))
                .stream();
    }

    private Stream<Entry> events(Condition which, Instant since, Instant until, int most) {
        return sql
                .select(DELIVERY, CLUSTER, KIND, MESSAGE, AT)
                .from(table("event"))
                .where(which.and(between(AT, since, until)))
                .orderBy(AT.desc(), field("seq").desc())
                .limit(most)
                .fetch(row -> new Entry(
                        row.get(AT).toInstant(),
                        DeliveryId.parse(row.get(DELIVERY)),
                        row.get(KIND),
                        Optional.empty(),
                        Optional.ofNullable(row.get(CLUSTER)),
                        "",
                        row.get(MESSAGE)))
                .stream();
    }

    private static Condition between(Field<OffsetDateTime> when, Instant since, Instant until) {
        return when.between(since.atOffset(ZoneOffset.UTC)).and(until.atOffset(ZoneOffset.UTC));
    }
}
