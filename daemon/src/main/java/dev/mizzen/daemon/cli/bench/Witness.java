package dev.mizzen.daemon.cli.bench;

import dev.mizzen.reconcile.apply.Api;
import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.apply.Selection;
import dev.mizzen.reconcile.apply.WatchEvent;
import dev.mizzen.reconcile.apply.WatchStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Watches one kind with a connection of its own and remembers for each object one value and since when it has it. */
final class Witness implements AutoCloseable {
    private final WatchStream stream;
    private final Function<JsonNode, String> value;
    private final Map<String, Seen> objects = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean listed;
    private @Nullable ApiException broken;

    private record Seen(String value, Instant since) {}

    /** Returns when all that is there was seen; {@code value} is what is remembered of an object. */
    static Witness of(Api api, Resource kind, Function<JsonNode, String> value)
            throws ApiException, InterruptedException {
        Witness witness = new Witness(api.watch(kind, new Selection(Load.NAMESPACE, "", false), ""), value);
        Thread.ofVirtual().name("witness-" + kind.plural()).start(witness::read);
        witness.awaitListed();
        return witness;
    }

    private void awaitListed() throws InterruptedException, ApiException {
        lock.lock();
        try {
            while (!listed) {
                if (broken != null) {
                    throw broken;
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private Witness(WatchStream stream, Function<JsonNode, String> value) {
        this.stream = stream;
        this.value = value;
    }

    private void read() {
        try {
            for (WatchEvent event = stream.next(); event != null; event = stream.next()) {
                take(event);
            }
        } catch (ApiException e) {
            fail(e);
        }
    }

    private void fail(ApiException e) {
        lock.lock();
        try {
            broken = e;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void take(WatchEvent event) {
        String name = event.object().path("metadata").path("name").asString("");
        Instant now = Instant.now();
        lock.lock();
        try {
            switch (event.type()) {
                case ADDED, MODIFIED -> {
                    String text = value.apply(event.object());
                    Seen before = objects.get(name);
                    if (before == null || !before.value().equals(text)) {
                        objects.put(name, new Seen(text, now));
                    }
                }
                case DELETED -> objects.remove(name);
                case BOOKMARK -> listed |= event.initialEventsEnd();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until every one of {@code names} has {@code wanted}; when the last of them got it.
     *
     * @throws IllegalStateException if that takes longer than {@code most}
     */
    Instant await(Iterable<String> names, String wanted, Instant after, Duration most)
            throws InterruptedException, ApiException {
        long left = most.toNanos();
        lock.lock();
        try {
            for (Instant last = last(names, wanted, after); ; last = last(names, wanted, after)) {
                if (last != null) {
                    return last;
                }
                if (broken != null) {
                    throw broken;
                }
                if (left <= 0) {
                    throw new IllegalStateException(
                            "an object did not become \"" + wanted + "\" within " + most.toSeconds() + " s");
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Instant last(Iterable<String> names, String wanted, Instant after) {
        Instant last = Instant.MIN;
        for (String name : names) {
            Seen seen = objects.get(name);
            if (seen == null || !seen.value().equals(wanted) || seen.since().isBefore(after)) {
                return null;
            }
            last = seen.since().isAfter(last) ? seen.since() : last;
        }
        return last;
    }

    @Override
    public void close() {
        stream.close();
    }
}
