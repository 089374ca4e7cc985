package dev.mizzen.daemon.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.reconcile.apply.ManagedEntry;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ObjectRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Baselines whose digests are in memory and whose entries are in the store. Writes are gathered and written in batches;
 * what a crash loses of them costs one apply an object.
 */
public final class StoredBaselines implements Baselines, AutoCloseable {
    private static final Duration GATHER = Duration.ofMillis(200);

    private static final Duration RETRY = Duration.ofSeconds(2);
    /** While the store does not answer, changes beyond this many are only kept in memory. */
    private static final int MOST_PENDING = 200_000;

    private static final int BATCH = 500;
    private static final Field<String> CLUSTER = field("cluster", String.class);
    private static final Field<String> OBJECT = field("object", String.class);
    private static final Field<String> DIGEST = field("digest", String.class);
    private static final Field<String> ENTRY = field("entry", String.class);
    private static final Logger LOG = LoggerFactory.getLogger(StoredBaselines.class);

    private record Key(ClusterName cluster, ObjectRef ref) {}

    private final DSLContext sql;
    private final Map<Key, Digest> digests = new ConcurrentHashMap<>();
    private final Map<Key, Digest> finished = new ConcurrentHashMap<>();
    private final Map<Key, Optional<ManagedEntry>> pending = new LinkedHashMap<>();
    private final Map<Key, Optional<Digest>> pendingJobs = new LinkedHashMap<>();
    private final Thread writer;
    private final CountDownLatch stop = new CountDownLatch(1);

    StoredBaselines(DSLContext sql) {
        this.sql = sql;
        load();
        this.writer = Thread.ofVirtual().name("baselines").start(this::write);
    }

    private void load() {
        load("baseline", digests);
        load("finished_job", finished);
    }

    private void load(String table, Map<Key, Digest> into) {
        try (var rows = sql.select(CLUSTER, OBJECT, DIGEST)
                .from(table(table))
                .fetchSize(BATCH)
                .fetchLazy()) {
            rows.forEach(row -> into.put(
                    new Key(new ClusterName(row.get(CLUSTER)), Texts.ref(row.get(OBJECT))),
                    new Digest(row.get(DIGEST))));
        }
    }

    @Override
    public Optional<Digest> digest(ClusterName cluster, ObjectRef ref) {
        return Optional.ofNullable(digests.get(new Key(cluster, ref)));
    }

    @Override
    public Optional<ManagedEntry> entry(ClusterName cluster, ObjectRef ref) {
        synchronized (pending) {
            Optional<ManagedEntry> fresh = pending.get(new Key(cluster, ref));
            if (fresh != null) {
                return fresh;
            }
        }
        try {
            return sql.select(ENTRY)
                    .from(table("baseline"))
                    .where(CLUSTER.eq(cluster.value()))
                    .and(OBJECT.eq(ref.toString()))
                    .fetchOptional(ENTRY)
                    .map(ManagedEntry::new);
        } catch (DataAccessException e) {
            LOG.warn("the entry of {} is taken as lost, the store does not tell: {}", ref, e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void put(ClusterName cluster, ObjectRef ref, ManagedEntry entry) {
        Key key = new Key(cluster, ref);
        digests.put(key, entry.digest());
        change(pending, key, Optional.of(entry));
    }

    @Override
    public void forget(ClusterName cluster, ObjectRef ref) {
        Key key = new Key(cluster, ref);
        digests.remove(key);
        change(pending, key, Optional.empty());
        if (finished.remove(key) != null) {
            change(pendingJobs, key, Optional.empty());
        }
    }

    @Override
    public Optional<Digest> finished(ClusterName cluster, ObjectRef job) {
        return Optional.ofNullable(finished.get(new Key(cluster, job)));
    }

    @Override
    public void finish(ClusterName cluster, ObjectRef job, Digest applied) {
        Key key = new Key(cluster, job);
        if (!applied.equals(finished.put(key, applied))) {
            change(pendingJobs, key, Optional.of(applied));
        }
    }

    private <T> void change(Map<Key, Optional<T>> changes, Key key, Optional<T> value) {
        synchronized (pending) {
            if (changes.size() < MOST_PENDING) {
                changes.put(key, value);
            }
        }
    }

    private void write() {
        boolean well = true;
        while (!stopped(well ? GATHER : RETRY)) {
            try {
                flush();
                well = true;
            } catch (DataAccessException e) {
                if (well) {
                    LOG.warn("baselines cannot be written, tried again until they can: {}", e.getMessage());
                }
                well = false;
            }
        }
    }

    private boolean stopped(Duration wait) {
        try {
            return stop.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** Writes all that is pending now. */
    synchronized void flush() {
        flush(
                pending,
                "baseline",
                (in, row, entry) -> in.insertInto(table("baseline"))
                        .set(row)
                        .set(DIGEST, entry.digest().hex())
                        .set(ENTRY, entry.fields()));
        flush(
                pendingJobs,
                "finished_job",
                (in, row, digest) ->
                        in.insertInto(table("finished_job")).set(row).set(DIGEST, digest.hex()));
    }

    /** How a change becomes a row; {@code row} holds its key. */
    private interface Insertion<T> {
        Query of(DSLContext in, Map<Field<String>, String> row, T value);
    }

    private <T> void flush(Map<Key, Optional<T>> changes, String table, Insertion<T> insertion) {
        List<Map.Entry<Key, Optional<T>>> all;
        synchronized (pending) {
            all = changes.entrySet().stream()
                    .map(e -> Map.entry(e.getKey(), e.getValue()))
                    .toList();
        }
        for (int from = 0; from < all.size(); from += BATCH) {
            List<Map.Entry<Key, Optional<T>>> batch = all.subList(from, Math.min(all.size(), from + BATCH));
            sql.transaction(tx ->
                    tx.dsl().batch(queries(tx.dsl(), batch, table, insertion)).execute());
            synchronized (pending) {
                batch.forEach(change -> changes.remove(change.getKey(), change.getValue()));
            }
        }
    }

    private static <T> List<Query> queries(
            DSLContext in, List<Map.Entry<Key, Optional<T>>> batch, String table, Insertion<T> insertion) {
        List<Query> queries = new ArrayList<>();
        batch.forEach(change -> queries.add(in.deleteFrom(table(table))
                .where(CLUSTER.eq(change.getKey().cluster().value()))
                .and(OBJECT.eq(change.getKey().ref().toString()))));
        batch.forEach(change ->
                change.getValue().ifPresent(value -> queries.add(insertion.of(in, row(change.getKey()), value))));
        return queries;
    }

    private static Map<Field<String>, String> row(Key key) {
        return Map.of(CLUSTER, key.cluster().value(), OBJECT, key.ref().toString());
    }

    /** Stops gathering and writes what is pending. */
    @Override
    public void close() {
        // Never by an interrupt: it would close the file under H2.
        stop.countDown();
        try {
            writer.join();
            flush();
        } catch (DataAccessException e) {
            LOG.warn("baselines are lost, the next start applies once more: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
