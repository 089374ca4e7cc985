package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ExactJson;
import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.place.Unit;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** What became of rendering one unit. */
public sealed interface Rendered {
    Unit unit();

    /**
     * All objects of the unit, in order: workload, auxiliaries, then each trait's.
     *
     * @param inputs digest of everything that the render depends on: equal digests mean equal bytes
     * @param look what the unit's traits look at of its live objects
     */
    record Ready(Unit unit, Digest inputs, List<RenderedObject> objects, List<Problem> warnings, Look look)
            implements Rendered {
        /** One that looks at nothing. */
        public Ready(Unit unit, Digest inputs, List<RenderedObject> objects, List<Problem> warnings) {
            this(unit, inputs, objects, warnings, Look.NONE);
        }

        /** Digest of the objects' bytes. */
        public Digest output() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            objects.forEach(
                    object -> bytes.writeBytes(ExactJson.bytes(object.manifest().json())));
            return Digest.of(bytes.toByteArray());
        }
    }

    /**
     * Traits that are rendered with what the unit's live objects say.
     *
     * @param fields of the context that they read, as {@code context.output.status.address}
     * @param late why traits were left out, one line each: their objects are not among the unit's
     */
    record Look(List<String> fields, List<String> late) {
        public static final Look NONE = new Look(List.of(), List.of());
    }

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
