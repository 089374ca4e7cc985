package dev.mizzen.daemon.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import dev.mizzen.daemon.store.WriteBehind.Statement;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.artifact.Pin;
import dev.mizzen.reconcile.artifact.PinMemory;
import dev.mizzen.reconcile.artifact.Wanted;
import dev.mizzen.reconcile.model.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.DSLContext;
import org.jooq.Field;

/** Pins of artifacts that no lock names: in memory, and written a moment later. Thread-safe. */
public final class StoredPins implements PinMemory {
    private static final int MOST_CHARACTERS = 2000;
    private static final Field<String> SOURCE = field("source", String.class);
    private static final Field<String> WANTED = field("wanted", String.class);
    private static final Field<String> PIN = field("pin", String.class);

    private final WriteBehind writes;
    private final Map<Key, Pin> pins = new ConcurrentHashMap<>();

    private record Key(SourceName source, Digest wanted) {}

    private record Row(Key key, String asked, Pin pin) implements WriteBehind.Change {
        @Override
        public List<Statement> statements() {
            return List.of(
                    Statement.of(
                            "delete from artifact_pin where source = ? and wanted = ?",
                            key.source().value(),
                            key.wanted().hex()),
                    Statement.of(
                            "insert into artifact_pin (source, wanted, asked, pin) values (?, ?, ?, ?)",
                            key.source().value(),
                            key.wanted().hex(),
                            asked.substring(0, Math.min(asked.length(), MOST_CHARACTERS)),
                            pin.text()));
        }
    }

    StoredPins(DSLContext sql, WriteBehind writes) {
        this.writes = writes;
        sql.select(SOURCE, WANTED, PIN)
                .from(table("artifact_pin"))
                .forEach(row -> Pin.parse(row.get(PIN))
                        .ifPresent(pin ->
                                pins.put(new Key(new SourceName(row.get(SOURCE)), new Digest(row.get(WANTED))), pin)));
    }

    @Override
    public Optional<Pin> find(SourceName source, Wanted wanted) {
        return Optional.ofNullable(pins.get(key(source, wanted)));
    }

    @Override
    public void put(SourceName source, Wanted wanted, Pin pin) {
        Key key = key(source, wanted);
        if (!pin.equals(pins.put(key, pin))) {
            writes.put(key, new Row(key, wanted.text(), pin));
        }
    }

    private static Key key(SourceName source, Wanted wanted) {
        return new Key(source, Digest.of(wanted.text()));
    }
}
