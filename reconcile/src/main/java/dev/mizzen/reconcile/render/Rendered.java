package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.place.Unit;
import java.util.List;

/** What became of rendering one unit. */
public sealed interface Rendered {
    Unit unit();

    /**
     * All objects of the unit, in order: workload, auxiliaries, then each trait's.
     *
     * @param inputs digest of everything that the render depends on: equal digests mean equal bytes
     */
    record Ready(Unit unit, Digest inputs, List<RenderedObject> objects, List<Problem> warnings) implements Rendered {}

    /** The unit needs a value that is not there yet; {@code waitsFor} says which, for people. */
    record Late(Unit unit, String waitsFor) implements Rendered {}

    /**
     * An object and where it comes from.
     *
     * @param resource its key in {@code outputs}, {@code ""} for the workload
     * @param trait the trait's type, {@code ""} for the component's own objects
     * @param stage when it is dispatched: -1 before the workload, 0 with it, 1 when all that is healthy; of a chart's hooks any number
     */
    record RenderedObject(Role role, String resource, String trait, Manifest manifest, int stage) {}

    /** The part that an object plays in its component. */
    enum Role {
        WORKLOAD,
        AUXILIARY,
        TRAIT
    }
}
