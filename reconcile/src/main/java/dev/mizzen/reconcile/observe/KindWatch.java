package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.apply.Api;
import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Failure;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.apply.Selection;
import dev.mizzen.reconcile.apply.WatchEvent;
import dev.mizzen.reconcile.apply.WatchStream;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Wait;
import dev.mizzen.reconcile.plan.ApplySetId;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * One kind's watch on one cluster: all present objects, then every change, for as long as it is open. A watch that ends
 * or breaks goes on where it was; one that expired (410) begins anew with a complete list.
 */
final class KindWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KindWatch.class);

    /** Where the news goes. */
    interface Sink {
        void present(Resource kind, JsonNode live);

        void deleted(Resource kind, JsonNode last);

        /** All objects that are there at that version are in {@code present}. */
        void complete(Resource kind, Set<ObjectRef> present, String resourceVersion);

        void state(Resource kind, KindState state);
    }

    private final Api api;
    private final Resource kind;
    private final Selection selection;
    private final Sink sink;
    private final Backoff backoff;
    private String from = "";
    private boolean listFirst;
    private @Nullable Set<ObjectRef> listing;
    private final KindProgress progress = new KindProgress();
    private @Nullable WatchStream stream;
    private volatile @Nullable ApiException forbidden;

    /** Of all objects of the kind that carry our label. */
    KindWatch(Api api, Resource kind, Sink sink, Backoff backoff) {
        this(api, kind, new Selection("", ApplySetId.LABEL, Reduction.metadataIsEnough(kind.gvk())), sink, backoff);
    }

    KindWatch(Api api, Resource kind, Selection selection, Sink sink, Backoff backoff) {
        this.api = api;
        this.kind = kind;
        this.selection = selection;
        this.sink = sink;
        this.backoff = backoff;
    }

    /** Runs until it is closed. */
    void run() {
        while (!progress.closed()) {
            try {
                watch();
            } catch (ApiException e) {
                failed(e);
            } catch (RuntimeException e) {
                if (progress.closed()) {
                    return; // the connections were closed under it
                }
                LOG.error("cluster {}: watch of {} failed; it begins anew", api.cluster(), kind.gvk(), e);
                from = "";
                pause(new KindState(KindState.Status.INTERRUPTED, "internal error, see the log"), new Obstacle.Bug());
            }
        }
    }

    private void watch() throws ApiException {
        if (from.isEmpty()) {
            listing = new HashSet<>();
            if (listFirst) {
                completed(api.list(kind, selection, this::listed));
            }
        }
        try (WatchStream events = api.watch(kind, selection, from)) {
            opened(events);
            if (listing == null) {
                live();
            }
            WatchEvent event = events.next();
            if (event == null) {
                progress.pause(backoff.next()); // a server that ends each watch at once is not asked without end
            }
            for (; event != null; event = events.next()) {
                take(event);
            }
        }
    }

    private void take(WatchEvent event) {
        JsonNode object = event.object();
        switch (event.type()) {
            case ADDED, MODIFIED -> listed(object);
            case DELETED -> {
                if (listing != null) {
                    listing.remove(Reduction.ref(kind, object));
                }
                sink.deleted(kind, object);
            }
            case BOOKMARK -> {}
        }
        String version = object.path("metadata").path("resourceVersion").asString("");
        if (event.initialEventsEnd()) {
            completed(version);
            live();
        } else if (listing == null && !version.isEmpty()) {
            from = version;
        }
    }

    private void listed(JsonNode object) {
        if (listing != null) {
            listing.add(Reduction.ref(kind, object));
        }
        sink.present(kind, object);
    }

    private void completed(String version) {
        Set<ObjectRef> present = listing;
        if (present != null) {
            sink.complete(kind, present, version);
        }
        listing = null;
        from = version;
        progress.listed();
    }

    private void live() {
        forbidden = null;
        backoff.reset();
        become(KindState.LIVE);
    }

    /** Begins anew at once where another way is open; else waits. */
    private void failed(ApiException e) {
        if (from.isEmpty() && !listFirst && refusesInitialEvents(e.failure())) {
            listFirst = true;
            return;
        }
        if (e.failure() instanceof Failure.Expired && !from.isEmpty()) {
            from = "";
            return;
        }
        switch (e.failure()) {
            case Failure.Expired f -> pause(interrupted(f), e.obstacle());
            case Failure.NotServed f -> pause(unknown(f), e.obstacle());
            case Failure.NotFound f -> pause(unknown(f), e.obstacle());
            case Failure.Forbidden f -> {
                forbidden = e;
                pause(unknown(f), e.obstacle());
            }
            case Failure.Unauthorized f -> pause(unknown(f), e.obstacle());
            case Failure.Unreachable f -> pause(interrupted(f), e.obstacle());
            case Failure.Busy f -> busy(f);
            case Failure.Broken f -> pause(interrupted(f), e.obstacle());
            case Failure.Invalid f -> pause(interrupted(f), e.obstacle());
            case Failure.Refused f -> pause(interrupted(f), e.obstacle());
            case Failure.Conflict f -> pause(interrupted(f), e.obstacle());
            case Failure.Stale f -> pause(interrupted(f), e.obstacle());
            case Failure.NamespaceTerminating f -> pause(interrupted(f), e.obstacle());
        }
    }

    /** Servers before 1.32 may not know how to begin a watch with what is there. */
    private static boolean refusesInitialEvents(Failure failure) {
        return failure instanceof Failure.Invalid || failure instanceof Failure.Refused;
    }

    /** What was missed meanwhile is only told by a complete list. */
    private KindState unknown(Failure failure) {
        from = "";
        return new KindState(KindState.Status.UNKNOWN, failure.message());
    }

    private static KindState interrupted(Failure failure) {
        return new KindState(KindState.Status.INTERRUPTED, failure.message());
    }

    private void become(KindState next) {
        if (progress.become(next)) {
            LOG.debug("cluster {}: watch of {} is {} {}", api.cluster(), kind(), next.status(), next.message());
            sink.state(kind, next);
        }
    }

    private void pause(KindState why, Obstacle obstacle) {
        become(why);
        progress.failed(obstacle);
        progress.pause(backoff.next());
    }

    /** The server asks for a moment, as for a kind whose definition is new: who waits for the list goes on waiting. */
    private void busy(Failure.Busy failure) {
        become(interrupted(failure));
        Duration wait = backoff.next();
        progress.pause(wait.compareTo(failure.asked()) > 0 ? wait : failure.asked());
    }

    /** As {@link KindProgress#awaitListed}. */
    Optional<Wait> awaitListed(Duration most) {
        return progress.awaitListed(most);
    }

    /** Throws what the server said, if that is that we may not watch the kind. */
    void throwIfForbidden() throws ApiException {
        ApiException said = forbidden;
        if (said != null) {
            throw said;
        }
    }

    Resource resource() {
        return kind;
    }

    /** {@code Kind.group}. */
    String kind() {
        return kind.gvk().groupKind();
    }

    KindState state() {
        return progress.state();
    }

    private synchronized void opened(WatchStream events) {
        stream = events;
        if (progress.closed()) {
            events.close();
        }
    }

    @Override
    public synchronized void close() {
        progress.close();
        if (stream != null) {
            stream.close();
        }
    }
}
