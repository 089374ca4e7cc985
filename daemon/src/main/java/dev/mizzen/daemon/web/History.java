package dev.mizzen.daemon.web;

import dev.mizzen.daemon.store.Events;
import dev.mizzen.daemon.store.Runs;
import dev.mizzen.daemon.store.Store;
import dev.mizzen.reconcile.model.DeliveryId;
import java.util.List;
import org.jooq.exception.DataAccessException;

/** What the store remembers of a delivery; nothing while it does not answer, so that what is true now can be told. */
record History(List<Events.Row> events, List<Runs.Row> runs) {
    private static final History NONE = new History(List.of(), List.of());

    static History of(DeliveryId id, Store store, int mostRows) {
        if (store.trouble().isPresent()) {
            return NONE;
        }
        try {
            return new History(store.events().of(id, mostRows), store.runs().of(id, mostRows));
        } catch (DataAccessException e) {
            return NONE;
        }
    }
}
