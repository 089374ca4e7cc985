package dev.mizzen.daemon.trigger;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.DeliveryId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** What every delivery should be, by the newest commits that were read. Thread-safe. */
public final class Wants {
    private final Map<DeliveryId, Want> wants = new ConcurrentSkipListMap<>();

    public Optional<Want> of(DeliveryId id) {
        return Optional.ofNullable(wants.get(id));
    }

    /** In order of id. */
    public List<DeliveryId> ids() {
        return List.copyOf(wants.keySet());
    }

    void put(Want want) {
        wants.put(want.id(), want);
    }

    /** Nothing is to be done about the delivery for now. */
    void forget(DeliveryId id) {
        wants.remove(id);
    }

    /** A delivery that no configuration repository knows any more and that still owns something. */
    public void leave(Want.Gone gone) {
        wants.putIfAbsent(gone.id(), gone);
    }

    /** Forgets a delivery that is gone, unless it came back meanwhile. */
    public void forget(Want.Gone gone) {
        wants.remove(gone.id(), gone);
    }

    /** A source left the configuration: its deliveries are orphaned, nothing is deleted. */
    void forget(SourceName source) {
        wants.keySet().removeIf(id -> id.source().equals(source));
    }
}
