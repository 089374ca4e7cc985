package dev.mizzen.daemon.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers changes for a fifth of a second and writes them together: for what may be lost by a crash without harm. While the
 * store does not answer, changes wait, up to a bound. Thread-safe.
 */
final class WriteBehind implements AutoCloseable {
    private static final Duration GATHER = Duration.ofMillis(200);

    private static final Duration RETRY = Duration.ofSeconds(2);
    /** While the store does not answer, further changes are dropped. */
    private static final int MOST_PENDING = 200_000;

    private static final int BATCH = 500;
    private static final Logger LOG = LoggerFactory.getLogger(WriteBehind.class);

    private final DSLContext sql;
    private final Map<Object, Change> pending = new LinkedHashMap<>();
    private final Thread writer;
    private final CountDownLatch stop = new CountDownLatch(1);

    /** What becomes of one thing. */
    interface Change {
        /** In their order. */
        List<Statement> statements();
    }

    /** SQL as both databases know it, with a {@code ?} for each value. */
    record Statement(String sql, List<@Nullable Object> values) {
        static Statement of(String sql, @Nullable Object... values) {
            return new Statement(sql, Arrays.asList(values));
        }
    }

    WriteBehind(DSLContext sql) {
        this.sql = sql;
        this.writer = Thread.ofVirtual().name("store").start(this::write);
    }

    /** {@code change} replaces one of the same key that was not written yet. */
    void put(Object key, Change change) {
        synchronized (pending) {
            if (pending.size() < MOST_PENDING || pending.containsKey(key)) {
                pending.put(key, change);
            }
        }
    }

    /** The change of {@code key} that is not written yet. */
    Optional<Change> pending(Object key) {
        synchronized (pending) {
            return Optional.ofNullable(pending.get(key));
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
                    LOG.warn("the store does not take changes, tried again until it does: {}", e.getMessage());
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
        List<Map.Entry<Object, Change>> all = snapshot();
        for (int from = 0; from < all.size(); from += BATCH) {
            List<Map.Entry<Object, Change>> batch = all.subList(from, Math.min(all.size(), from + BATCH));
            sql.transaction(tx -> statements(batch)
                    .forEach((text, values) -> tx.dsl()
                            .batch(text, values.toArray(Object[][]::new))
                            .execute()));
            synchronized (pending) {
                batch.forEach(change -> pending.remove(change.getKey(), change.getValue()));
            }
        }
    }

    private List<Map.Entry<Object, Change>> snapshot() {
        synchronized (pending) {
            return pending.entrySet().stream()
                    .map(e -> Map.entry(e.getKey(), e.getValue()))
                    .toList();
        }
    }

    /**
     * The values of each statement, so that each is made and sent once; changes of several keys have no order, and a change's
     * own statements differ.
     */
    private static SequencedMap<String, List<Object[]>> statements(List<Map.Entry<Object, Change>> batch) {
        SequencedMap<String, List<Object[]>> values = new LinkedHashMap<>();
        for (Map.Entry<Object, Change> change : batch) {
            for (Statement statement : change.getValue().statements()) {
                values.computeIfAbsent(statement.sql(), first -> new ArrayList<>())
                        .add(statement.values().toArray());
            }
        }
        return values;
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
            LOG.warn("the last changes are lost, the next start looks once more: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
