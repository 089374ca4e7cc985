package dev.mizzen.daemon;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.artifact.Pin;
import dev.mizzen.reconcile.artifact.PinMemory;
import dev.mizzen.reconcile.artifact.Wanted;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Pins that deliveries have, and others beside them that decide nothing for deliveries. Thread-safe. */
final class PassingPins implements PinMemory {
    /** The most that are held beside; the oldest goes. */
    private static final int MOST = 1_000;

    private final PinMemory lasting;
    private final Map<String, Pin> passing = new LinkedHashMap<>();

    PassingPins(PinMemory lasting) {
        this.lasting = lasting;
    }

    @Override
    public Optional<Pin> find(SourceName source, Wanted wanted) {
        Optional<Pin> known = lasting.find(source, wanted);
        synchronized (passing) {
            return known.or(() -> Optional.ofNullable(passing.get(source + " " + wanted.text())));
        }
    }

    @Override
    public void put(SourceName source, Wanted wanted, Pin pin) {
        synchronized (passing) {
            passing.put(source + " " + wanted.text(), pin);
            if (passing.size() > MOST) {
                passing.remove(passing.keySet().iterator().next());
            }
        }
    }
}
