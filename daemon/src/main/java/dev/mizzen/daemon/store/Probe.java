package dev.mizzen.daemon.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/** Asks the store one question at a time, and nobody waits for the answer longer than a second. Thread-safe. */
final class Probe {
    private static final long PATIENCE_MILLIS = 1_000;

    private final DSLContext sql;
    private CompletableFuture<Boolean> asked = CompletableFuture.completedFuture(true);

    Probe(DSLContext sql) {
        this.sql = sql;
    }

    boolean answers() {
        try {
            return asked().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized CompletableFuture<Boolean> asked() {
        if (asked.isDone()) {
            CompletableFuture<Boolean> answer = new CompletableFuture<>();
            Thread.ofVirtual().name("store-probe").start(() -> answer.complete(ask()));
            asked = answer;
        }
        return asked;
    }

    private boolean ask() {
        try {
            return sql.selectOne().fetch().size() == 1;
        } catch (DataAccessException e) {
            return false;
        }
    }
}
