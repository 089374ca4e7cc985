package dev.mizzen.reconcile.spec;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the last reading of a source made of each delivery, to be used again where all that it was read from is the same. */
final class Readings {
    private Map<DeliveryId, Reading> last = Map.of();
    private Map<DeliveryId, Reading> next = new HashMap<>();

    /** @param pin the commit at which the base was read; empty where that was the head */
    private record Reading(DeliverySpec.Deliver spec, Optional<Revision> pin) {}

    /**
     * The delivery as a reading of {@code head} would make it; empty if that has to be seen.
     *
     * @param declared whether its environment stands in {@code environments/}: the implicit one may have the same name
     */
    Optional<DeliverySpec.Deliver> same(DeliveryId id, boolean declared, Snapshot head, Pins pins) throws Waiting {
        Reading known = last.get(id);
        if (known == null || declared == known.spec().environment().equals(Environment.IMPLICIT)) {
            return Optional.empty();
        }
        try {
            Snapshot base = known.pin().isPresent() ? pins.at(known.pin().get()) : head;
            if (!holds(known.spec().reads(), head, base)) {
                return Optional.empty();
            }
            DeliverySpec.Deliver now = known.spec().at(head.revision(), base);
            remember(now, known.pin());
            return Optional.of(now);
        } catch (Rejected e) {
            return Optional.empty(); // a pin that cannot be followed any more is told by a reading
        }
    }

    /** Whether at each path is what was found there, or nothing where there was nothing. */
    private static boolean holds(Map<String, String> reads, Snapshot head, Snapshot base) {
        return reads.entrySet().stream().allMatch(read -> {
            Snapshot at = Environments.holds(read.getKey()) ? head : base;
            return Lookup.holds(read.getValue(), at.entry(read.getKey()));
        });
    }

    void remember(DeliverySpec.Deliver spec, Optional<Revision> pin) {
        next.put(spec.id(), new Reading(spec, pin));
    }

    /** A reading is complete: what it did not remember is forgotten. */
    void turn() {
        last = next;
        next = new HashMap<>();
    }
}
