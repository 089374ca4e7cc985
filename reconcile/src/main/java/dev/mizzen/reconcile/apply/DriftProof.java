package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.plan.Desired;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** Proves or refutes a suspected drift by requests. Whoever implements it tells people who, when and which field. */
public interface DriftProof {
    /**
     * One read and, if the object is there, one forced dry-run apply.
     *
     * @param body exactly what the next apply would send, with the mark
     */
    Verdict prove(DeliveryId delivery, ClusterName cluster, Resource kind, Desired.DesiredObject desired, JsonNode body)
            throws ApiException;

    /** What became of a suspicion. */
    sealed interface Verdict {
        /** No difference and no other owner of our fields; {@code entry} is the new baseline. */
        record InSync(ManagedEntry entry) implements Verdict {}

        /** Fields that we declare differ. */
        record Drifted() implements Verdict {}

        /** The object is not there. */
        record Gone() implements Verdict {}

        /** One manager takes the same field again and again: nothing is written before {@code until}. */
        record Fought(String manager, String path, Instant until) implements Verdict {}
    }
}
