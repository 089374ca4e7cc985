package dev.mizzen.reconcile.spec;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.model.DeliveryId;
import java.util.Optional;
import java.util.Set;

/** Says which pin of a delivery is in force: new ones may have to wait. Asked by the thread that reads a source. */
public interface PinGate {
    /** Nothing waits. */
    PinGate OPEN = new PinGate() {
        @Override
        public Answer of(Asked asked) {
            return new Answer.Open();
        }

        @Override
        public void follow(DeliveryId delivery, Optional<Revision> pin) {}
    };

    /**
     * What an overlay says.
     *
     * @param path of the overlay
     * @param pin empty where it has none
     * @param left revisions that failed there, or were left with what failed: leaving them does not wait
     */
    record Asked(
            DeliveryId delivery,
            Environment environment,
            Snapshot head,
            String path,
            Optional<Revision> pin,
            Set<Revision> left) {
        /** Keeps the set as it is now. */
        public Asked {
            left = Set.copyOf(left);
        }
    }

    /** What is to be followed. */
    sealed interface Answer {
        /** What the overlay says. */
        record Open() implements Answer {}

        /** The pin before; where there was none, nothing is delivered anew. What runs keeps running. */
        record Instead(Optional<Revision> pin, HeldPin held) implements Answer {}
    }

    Answer of(Asked asked);

    /** The delivery can be made with this pin, and is. */
    void follow(DeliveryId delivery, Optional<Revision> pin);
}
