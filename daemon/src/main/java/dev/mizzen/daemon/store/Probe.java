package dev.mizzen.daemon.store;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;

/**
 * Asks the store one question at a time. Nobody waits for the answer longer than a second, or a fifth of one while the last
 * answer was bad: then that one is told again. Thread-safe.
 */
final class Probe {
    private static final long PATIENCE_MILLIS = 1_000;
    private static final long PATIENCE_IN_TROUBLE_MILLIS = 200;
    private static final int MOST_CAUSES = 20;
    private static final String SILENT = "does not answer";

    private final HikariDataSource pool;
    private final DSLContext sql;
    private volatile Optional<String> last = Optional.empty();
    private CompletableFuture<Optional<String>> asked = CompletableFuture.completedFuture(Optional.empty());

    Probe(HikariDataSource pool, DSLContext sql) {
        this.pool = pool;
        this.sql = sql;
    }

    /** Why the store is of no use now; empty if it answers, and what it was told is on its way to the disk. */
    Optional<String> trouble() {
        Optional<String> before = last;
        try {
            return asked().get(
                            before.isPresent() ? PATIENCE_IN_TROUBLE_MILLIS : PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return before.or(() -> Optional.of(SILENT));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(SILENT);
        }
    }

    private synchronized CompletableFuture<Optional<String>> asked() {
        if (asked.isDone()) {
            CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
            Thread.ofVirtual().name("store-probe").start(() -> {
                last = ask();
                answer.complete(last);
            });
            asked = answer;
        }
        return asked;
    }

    private Optional<String> ask() {
        try {
            sql.selectOne().fetch();
            if (sql.dialect() == SQLDialect.H2) {
                // H2 writes behind; a disk that is full is no error before.
                sql.execute("CHECKPOINT");
            }
            return Optional.empty();
        } catch (DataAccessException e) {
            // H2 closes a database that it could not write, and opens it again when all its connections are gone.
            pool.getHikariPoolMXBean().softEvictConnections();
            return Optional.of(SILENT + ": " + innermost(e));
        }
    }

    private static String innermost(Throwable e) {
        Throwable innermost = e;
        for (int depth = 0; depth < MOST_CAUSES && innermost.getCause() != null; depth++) {
            innermost = innermost.getCause();
        }
        return String.valueOf(innermost.getMessage());
    }
}
