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
    private final Map<Key, Optional<ManagedEntry>> pending = new LinkedHashMap<>();
    private final Thread writer;
    private final CountDownLatch stop = new CountDownLatch(1);

    StoredBaselines(DSLContext sql) {
        this.sql = sql;
        load();
        this.writer = Thread.ofVirtual().name("baselines").start(this::write);
    }

    private void load() {
        try (var rows = sql.select(CLUSTER, OBJECT, DIGEST)
                .from(table("baseline"))
                .fetchSize(BATCH)
                .fetchLazy()) {
            rows.forEach(row -> digests.put(
                    new Key(new ClusterName(row.get(CLUSTER)), ref(row.get(OBJECT))), new Digest(row.get(DIGEST))));
        }
    }

    private static ObjectRef ref(String text) {
        String[] parts = text.split("/", 4);
        return new ObjectRef(parts[0], parts[1], parts[2], parts[3]);
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
        return sql.select(ENTRY)
                .from(table("baseline"))
                .where(CLUSTER.eq(cluster.value()))
                .and(OBJECT.eq(ref.toString()))
                .fetchOptional(ENTRY)
                .map(ManagedEntry::new);
    }

    @Override
    public void put(ClusterName cluster, ObjectRef ref, ManagedEntry entry) {
        Key key = new Key(cluster, ref);
        digests.put(key, entry.digest());
        change(key, Optional.of(entry));
    }

    @Override
    public void forget(ClusterName cluster, ObjectRef ref) {
        Key key = new Key(cluster, ref);
        digests.remove(key);
        change(key, Optional.empty());
    }

    private void change(Key key, Optional<ManagedEntry> entry) {
        synchronized (pending) {
            if (pending.size() < MOST_PENDING) {
                pending.put(key, entry);
            }
        }
    }

    private void write() {
        while (!stopped()) {
            try {
                flush();
            } catch (DataAccessException e) {
                LOG.warn("baselines cannot be written, tried again: {}", e.getMessage());
            }
        }
    }

    private boolean stopped() {
        try {
            return stop.await(GATHER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** Writes all that is pending now. */
    void flush() {
        Map<Key, Optional<ManagedEntry>> taken;
        synchronized (pending) {
            taken = new LinkedHashMap<>(pending);
        }
        List<Map.Entry<Key, Optional<ManagedEntry>>> all = new ArrayList<>(taken.entrySet());
        for (int from = 0; from < all.size(); from += BATCH) {
            write(all.subList(from, Math.min(all.size(), from + BATCH)));
        }
    }

    private void write(List<Map.Entry<Key, Optional<ManagedEntry>>> batch) {
        sql.transaction(tx -> {
            DSLContext in = tx.dsl();
            List<Query> queries = new ArrayList<>();
            batch.forEach(change -> queries.add(in.deleteFrom(table("baseline"))
                    .where(CLUSTER.eq(change.getKey().cluster().value()))
                    .and(OBJECT.eq(change.getKey().ref().toString()))));
            batch.forEach(change -> change.getValue()
                    .ifPresent(entry -> queries.add(in.insertInto(table("baseline"))
                            .set(CLUSTER, change.getKey().cluster().value())
                            .set(OBJECT, change.getKey().ref().toString())
                            .set(DIGEST, entry.digest().hex())
                            .set(ENTRY, entry.fields()))));
            in.batch(queries).execute();
        });
        synchronized (pending) {
            batch.forEach(change -> pending.remove(change.getKey(), change.getValue()));
        }
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
