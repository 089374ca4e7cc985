package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.plan.Observed.Addition;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Proves or refutes a suspected drift by requests. Whoever implements it tells people who, when and which field. */
public interface DriftProof {
    /** One read and, if the object is there, one forced dry-run apply of what {@code body} makes of it. */
    Verdict prove(Order order, Resource kind, DesiredObject desired, Body body) throws ApiException;

    /**
     * Removes what strangers added to the object, as far as it still is there.
     *
     * @param ours our entry as our last apply left it: where it is another now, what was taken from us comes first
     */
    Removal removeAdditions(Order order, Resource kind, DesiredObject desired, ManagedEntry ours) throws ApiException;

    /** The same that asks and removes by {@code api}, which is one of the same cluster. */
    DriftProof by(Api api);

    /** Tells of additions that are left where they are. */
    void added(Order order, ObjectRef ref, List<Addition> additions);

    /** An object was written: what is lost from now on is lost anew. */
    void wrote(ObjectRef ref);

    /** What the next apply would send, mark and all. */
    @FunctionalInterface
    interface Body {
        ObjectNode beside(JsonNode live) throws ApiException;
    }

    /** What became of a suspicion. */
    sealed interface Verdict {
        /** {@code live} has no difference and no other owner of our fields; {@code entry} is the new baseline. */
        record InSync(ManagedEntry entry, JsonNode live) implements Verdict {}

        /**
         * Fields that we declare differ, or are no longer ours.
         *
         * @param body what was found to be sent
         * @param values whether a value differs: else all are right, and only their owner is another
         */
        record Drifted(ObjectNode body, boolean values) implements Verdict {}

        /** The object is not there. */
        record Gone() implements Verdict {}

        /** One manager takes the same field again and again: nothing is written before {@code until}. */
        record Fought(String manager, String path, Instant until) implements Verdict {}
    }

    /** What became of additions. */
    sealed interface Removal {
        /** They are gone; {@code answer} is the object as it is now. */
        record Removed(JsonNode answer) implements Removal {}

        /** There is none any more. */
        record Nothing() implements Removal {}

        /** The object changes all the time. */
        record Unsteady() implements Removal {}

        /** One manager adds the same again and again: nothing is removed before {@code until}. */
        record Fought(String manager, String path, Instant until) implements Removal {}
    }
}
