package dev.mizzen.reconcile.artifact;

import dev.mizzen.gitsource.snapshot.SourceName;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What was found once for an artifact that no lock names: it means the same from then on. Thread-safe. */
public interface PinMemory {
    Optional<Pin> find(SourceName source, Wanted wanted);

    void put(SourceName source, Wanted wanted, Pin pin);

    /** Lasts as long as the process. */
    static PinMemory inProcess() {
        Map<String, Pin> pins = new ConcurrentHashMap<>();
        return new PinMemory() {
            @Override
            public Optional<Pin> find(SourceName source, Wanted wanted) {
                return Optional.ofNullable(pins.get(source + " " + wanted.text()));
            }

            @Override
            public void put(SourceName source, Wanted wanted, Pin pin) {
                pins.put(source + " " + wanted.text(), pin);
            }
        };
    }
}
