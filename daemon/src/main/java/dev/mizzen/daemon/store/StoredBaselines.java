package dev.mizzen.daemon.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import dev.mizzen.daemon.store.WriteBehind.Statement;
import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.reconcile.apply.ManagedEntry;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ObjectRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Baselines whose digests are in memory and whose entries are in the store; what a crash loses of them costs one apply an
 * object.
 */
public final class StoredBaselines implements Baselines {
    private static final int FETCH = 500;
    private static final Logger LOG = LoggerFactory.getLogger(StoredBaselines.class);
    private static final Field<String> CLUSTER = field("cluster", String.class);
    private static final Field<String> OBJECT = field("object", String.class);
    private static final Field<String> DIGEST = field("digest", String.class);
    private static final Field<String> ENTRY = field("entry", String.class);

    private final DSLContext sql;
    private final WriteBehind writes;
    private final Map<Key, Digest> digests = new ConcurrentHashMap<>();
    private final Map<Key, Digest> finished = new ConcurrentHashMap<>();

    /** One object, or the Job that it is, which has a row of its own. */
    private record Key(ClusterName cluster, ObjectRef ref) {}

    private record Job(Key key) {}

    /** A row is replaced by this one, or goes. */
    private record Entry(Key key, Optional<ManagedEntry> entry) implements WriteBehind.Change {
        @Override
        public List<Statement> statements() {
            return replaced(
                    "baseline",
                    key,
                    entry.map(e -> Statement.of(
                            "insert into baseline (cluster, object, digest, entry) values (?, ?, ?, ?)",
                            key.cluster().value(),
                            key.ref().toString(),
                            e.digest().hex(),
                            e.fields())));
        }
    }

    private record Finished(Key key, Optional<Digest> digest) implements WriteBehind.Change {
        @Override
        public List<Statement> statements() {
            return replaced(
                    "finished_job",
                    key,
                    digest.map(d -> Statement.of(
                            "insert into finished_job (cluster, object, digest) values (?, ?, ?)",
                            key.cluster().value(),
                            key.ref().toString(),
                            d.hex())));
        }
    }

    StoredBaselines(DSLContext sql, WriteBehind writes) {
        this.sql = sql;
        this.writes = writes;
        load("baseline", digests);
        load("finished_job", finished);
    }

    private void load(String table, Map<Key, Digest> into) {
        try (var rows = sql.select(CLUSTER, OBJECT, DIGEST)
                .from(table(table))
                .fetchSize(FETCH)
                .fetchLazy()) {
            rows.forEach(row -> into.put(
                    new Key(new ClusterName(row.get(CLUSTER)), ObjectRef.parse(row.get(OBJECT))),
                    new Digest(row.get(DIGEST))));
        }
    }

    @Override
    public Optional<Digest> digest(ClusterName cluster, ObjectRef ref) {
        return Optional.ofNullable(digests.get(new Key(cluster, ref)));
    }

    @Override
    public Optional<ManagedEntry> entry(ClusterName cluster, ObjectRef ref) {
        Key key = new Key(cluster, ref);
        if (writes.pending(key).orElse(null) instanceof Entry fresh) {
            return fresh.entry();
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
        writes.put(key, new Entry(key, Optional.of(entry)));
    }

    @Override
    public void forget(ClusterName cluster, ObjectRef ref) {
        Key key = new Key(cluster, ref);
        digests.remove(key);
        writes.put(key, new Entry(key, Optional.empty()));
        if (finished.remove(key) != null) {
            writes.put(new Job(key), new Finished(key, Optional.empty()));
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
            writes.put(new Job(key), new Finished(key, Optional.of(applied)));
        }
    }

    private static List<Statement> replaced(String table, Key key, Optional<Statement> row) {
        Statement delete = Statement.of(
                "delete from " + table + " where cluster = ? and object = ?",
                key.cluster().value(),
                key.ref().toString());
        return Stream.concat(Stream.of(delete), row.stream()).toList();
    }
}
