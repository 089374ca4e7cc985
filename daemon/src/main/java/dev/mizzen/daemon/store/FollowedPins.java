package dev.mizzen.daemon.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import dev.mizzen.daemon.store.WriteBehind.Statement;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.DeliveryId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which pin each delivery follows: in memory, and written at once, or later where the store does not answer. Thread-safe. */
public final class FollowedPins {
    private static final Field<String> DELIVERY = field("delivery", String.class);
    private static final Field<String> PIN = field("pin", String.class);
    private static final Logger LOG = LoggerFactory.getLogger(FollowedPins.class);

    private final WriteBehind writes;
    private final Map<DeliveryId, Optional<Revision>> pins = new ConcurrentHashMap<>();

    private record Row(DeliveryId delivery, Optional<Revision> pin) implements WriteBehind.Change {
        @Override
        public List<Statement> statements() {
            return List.of(
                    Statement.of("delete from pin_followed where delivery = ?", delivery.toString()),
                    Statement.of(
                            "insert into pin_followed (delivery, pin) values (?, ?)",
                            delivery.toString(),
                            pin.map(Revision::id).orElse(null)));
        }
    }

    FollowedPins(DSLContext sql, WriteBehind writes) {
        this.writes = writes;
        sql.select(DELIVERY, PIN)
                .from(table("pin_followed"))
                .forEach(row -> pins.put(
                        DeliveryId.parse(row.get(DELIVERY)),
                        Optional.ofNullable(row.get(PIN)).map(Revision::new)));
    }

    /** Empty where that is not known; an empty pin is the branch. */
    public Optional<Optional<Revision>> of(DeliveryId delivery) {
        return Optional.ofNullable(pins.get(delivery));
    }

    /** From now on the delivery follows this pin, or the branch. */
    public void put(DeliveryId delivery, Optional<Revision> pin) {
        if (!pin.equals(pins.put(delivery, pin))) {
            writes.put(List.of("followed", delivery), new Row(delivery, pin));
            try {
                writes.flush();
            } catch (DataAccessException e) {
                LOG.warn("the pin of {} is written as soon as the store takes it: {}", delivery, e.getMessage());
            }
        }
    }
}
