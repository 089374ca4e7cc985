package dev.mizzen.reconcile.model;

import java.util.List;
import tools.jackson.core.JsonPointer;

/**
 * What an application's policies say of one object beside its body.
 *
 * @param takesOver whether it is taken from whoever owns it
 * @param once how long what others change in it stays
 * @param kept fields that others may change between two releases
 * @param recreatedBy fields that a release changes by making the object anew
 * @param access who writes it
 */
public record Treatment(
        boolean takesOver, Once once, List<JsonPointer> kept, List<JsonPointer> recreatedBy, Access access) {
    public static final Treatment NORMAL = new Treatment(false, Once.NO, List.of(), List.of(), Access.OURS);

    /** How long what others change in an object, or its deletion, stays. */
    public enum Once {
        /** It is corrected as the environment says. */
        NO,
        /** Until a release changes the object. */
        BETWEEN_RELEASES,
        /** Also then. */
        FOR_EVER
    }

    /** Who writes an object. */
    public enum Access {
        OURS,
        /** The first delivery that has it; others that share it look on. */
        SHARED,
        /** Somebody else; it must be there. */
        READ_ONLY
    }

    /** The same for an object that another delivery writes. */
    public Treatment lookedOn() {
        return new Treatment(takesOver, once, kept, recreatedBy, Access.READ_ONLY);
    }
}
