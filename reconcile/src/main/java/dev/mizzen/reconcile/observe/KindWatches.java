package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.apply.Api;
import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Discovery;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.model.Wait;
import dev.mizzen.reconcile.model.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The watches of one cluster, one a kind, each on a thread of its own. Thread-safe. */
final class KindWatches implements AutoCloseable {
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(1);

    private final Api api;
    private final WatchLimits limits;
    private final KindWatch.Sink sink;
    private final Map<Discovery.GroupKind, KindWatch> kinds = new ConcurrentHashMap<>();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /** @param sink hears what arrives, on the watches' threads */
    KindWatches(Api api, WatchLimits limits, KindWatch.Sink sink) {
        this.api = api;
        this.limits = limits;
        this.sink = sink;
    }

    /** Returns once each of these kinds was listed; at most after {@link WatchLimits#listWait}. */
    void ensure(Set<Resource> wanted) throws ApiException, Waiting {
        List<KindWatch> watches = new ArrayList<>();
        for (Resource kind : wanted) {
            watches.add(kinds.compute(groupKind(kind), (k, old) -> at(kind, old)));
        }
        long deadline = System.nanoTime() + limits.listWait().toNanos();
        for (KindWatch watch : watches) {
            Optional<Wait> why = watch.awaitListed(Duration.ofNanos(deadline - System.nanoTime()));
            if (why.isPresent()) {
                watch.throwIfForbidden();
                throw new Waiting(
                        why.get().obstacle(),
                        "cluster " + api.cluster() + ": " + watch.kind() + " cannot be watched: "
                                + why.get().message());
            }
        }
    }

    static Discovery.GroupKind groupKind(Resource kind) {
        return new Discovery.GroupKind(kind.gvk().group(), kind.gvk().kind());
    }

    /** Another version of the kind is watched anew: the old one may no longer be served. */
    private KindWatch at(Resource kind, @Nullable KindWatch old) {
        if (old != null && old.resource().equals(kind)) {
            return old;
        }
        if (old != null) {
            old.close();
        }
        return start(kind);
    }

    private KindWatch start(Resource kind) {
        KindWatch watch = new KindWatch(api, kind, sink, new Backoff(limits, RandomGenerator.getDefault()));
        if (closed) {
            watch.close();
        }
        threads.removeIf(thread -> !thread.isAlive());
        threads.add(Thread.ofVirtual()
                .name("watch-" + api.cluster() + "-" + kind.plural())
                .start(watch::run));
        return watch;
    }

    /** How far what is held of a kind can be trusted; empty if it is not watched. */
    Optional<KindState> state(Discovery.GroupKind kind) {
        return Optional.ofNullable(kinds.get(kind)).map(KindWatch::state);
    }

    /** As {@link #state}, of all that are watched, by {@code Kind.group}. */
    Map<String, KindState> states() {
        Map<String, KindState> states = new HashMap<>();
        kinds.values().forEach(watch -> states.put(watch.kind(), watch.state()));
        return states;
    }

    /** None calls the sink afterwards, unless it hangs in it for longer than a second. */
    @Override
    public void close() {
        closed = true;
        kinds.values().forEach(KindWatch::close);
        long end = System.nanoTime() + CLOSE_WAIT.toNanos();
        try {
            for (Thread thread : threads) {
                Duration left = Duration.ofNanos(end - System.nanoTime());
                if (left.isPositive() && !thread.equals(Thread.currentThread())) {
                    thread.join(left);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
