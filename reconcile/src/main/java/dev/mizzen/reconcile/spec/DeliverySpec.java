package dev.mizzen.reconcile.spec;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What Git says of one delivery. */
public sealed interface DeliverySpec {
    DeliveryId id();

    /** The commit of the branch at which overlay and environment were read. */
    Revision head();

    /**
     * A delivery that can be rendered.
     *
     * @param base the snapshot at which base, definitions and lock are read: the pinned commit, or the head
     * @param reads every path that was read to make this → its Git object id, {@code "absent"} where nothing was there
     * @param changes what is done to the objects once they are rendered
     * @param held the change of the pin that {@code base} does not follow yet
     */
    record Deliver(
            DeliveryId id,
            Revision head,
            Snapshot base,
            Application application,
            Environment environment,
            Map<String, String> reads,
            Changes changes,
            List<Problem> warnings,
            Optional<HeldPin> held)
            implements DeliverySpec {
        /** A delivery whose overlay changes no object. */
        public Deliver(
                DeliveryId id,
                Revision head,
                Snapshot base,
                Application application,
                Environment environment,
                Map<String, String> reads,
                List<Problem> warnings) {
            this(id, head, base, application, environment, reads, Changes.NONE, warnings, Optional.empty());
        }

        /** The same as other commits say it. */
        Deliver at(Revision newHead, Snapshot newBase) {
            return new Deliver(id, newHead, newBase, application, environment, reads, changes, warnings, held);
        }
    }

    /** The input is wrong; {@code problems} holds at least one. What runs keeps running. */
    record Broken(DeliveryId id, Revision head, List<Problem> problems) implements DeliverySpec {}

    /**
     * The environment delivers only what was promoted, and nothing was yet. No error.
     *
     * @param held the first pin, while that has to wait
     */
    record AwaitingPromotion(DeliveryId id, Revision head, Optional<HeldPin> held) implements DeliverySpec {
        /** Where there is no pin. */
        public AwaitingPromotion(DeliveryId id, Revision head) {
            this(id, head, Optional.empty());
        }
    }
}
