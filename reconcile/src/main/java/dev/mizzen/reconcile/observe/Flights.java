package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.model.ObjectRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes of ours that are under way, and what arrived meanwhile. Thread-safe. */
final class Flights {
    private final Map<ObjectRef, Held> open = new HashMap<>();
    private final Set<String> deletedUids = new HashSet<>();

    /** Of several arrivals only the last counts: each tells the whole state. */
    private static final class Held {
        private int flights;
        private @Nullable Arrival last;
    }

    synchronized void begin(ObjectRef ref) {
        open.computeIfAbsent(ref, r -> new Held()).flights++;
    }

    /** Keeps the arrival for later if a write to its object is under way. */
    synchronized boolean hold(Arrival arrival) {
        Held held = open.get(arrival.ref());
        if (held == null) {
            return false;
        }
        held.last = arrival;
        return true;
    }

    /** Ends one flight; what was held is handed out when it was the object's last. */
    synchronized Optional<Arrival> end(ObjectRef ref) {
        Held held = open.get(ref);
        if (held == null || --held.flights > 0) {
            return Optional.empty();
        }
        open.remove(ref);
        return Optional.ofNullable(held.last);
    }

    synchronized void deleted(String uid) {
        deletedUids.add(uid);
    }

    /** Whether the object that is gone was deleted by us; asked once. */
    synchronized boolean wasOurs(String uid) {
        return deletedUids.remove(uid);
    }
}
