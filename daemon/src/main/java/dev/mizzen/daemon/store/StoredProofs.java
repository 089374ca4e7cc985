package dev.mizzen.daemon.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import dev.mizzen.daemon.store.WriteBehind.Statement;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Digest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.DSLContext;
import org.jooq.Field;

/** What each delivery was healthy with for long enough, the last of it: in memory, and written a moment later. Thread-safe. */
public final class StoredProofs {
    private static final Field<String> DELIVERY = field("delivery", String.class);
    private static final Field<String> INPUTS = field("inputs", String.class);

    private final WriteBehind writes;
    private final Map<DeliveryId, Digest> proofs = new ConcurrentHashMap<>();

    private record Row(DeliveryId delivery, Digest inputs, Instant at) implements WriteBehind.Change {
        @Override
        public List<Statement> statements() {
            return List.of(
                    Statement.of("delete from promotion_proof where delivery = ?", delivery.toString()),
                    Statement.of(
                            "insert into promotion_proof (delivery, inputs, at) values (?, ?, ?)",
                            delivery.toString(),
                            inputs.hex(),
                            at.atOffset(ZoneOffset.UTC)));
        }
    }

    StoredProofs(DSLContext sql, WriteBehind writes) {
        this.writes = writes;
        sql.select(DELIVERY, INPUTS)
                .from(table("promotion_proof"))
                .forEach(row -> proofs.put(DeliveryId.parse(row.get(DELIVERY)), new Digest(row.get(INPUTS))));
    }

    /** Whether the delivery was proved with these inputs last. */
    public boolean holds(DeliveryId delivery, Digest inputs) {
        return inputs.equals(proofs.get(delivery));
    }

    /** The delivery is proved with these inputs. */
    public void put(DeliveryId delivery, Digest inputs, Instant at) {
        if (!inputs.equals(proofs.put(delivery, inputs))) {
            writes.put(List.of("proof", delivery), new Row(delivery, inputs, at));
        }
    }
}
