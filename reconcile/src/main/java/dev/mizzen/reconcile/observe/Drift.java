package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.spec.Environment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An object that is not as Git says, proved by a request.
 *
 * @param mode what is done about it
 * @param seen when it was first proved; the watch told us a moment before
 * @param fields empty where the whole object is gone
 */
public record Drift(
        DeliveryId delivery,
        ClusterName cluster,
        ObjectRef ref,
        Kind kind,
        Environment.Mode mode,
        List<Field> fields,
        Instant seen) {
    /** What happened to the object. */
    public enum Kind {
        /** Fields that we declare differ. */
        CHANGED,
        /** The object was deleted. */
        DELETED,
        /** A stranger added fields that we never declared. */
        ADDITION,
        /** A stranger added fields, and they were removed. */
        ADDITION_REMOVED
    }

    /**
     * One field.
     *
     * @param path as {@code spec.template.spec.containers[name="web"].image}
     * @param manager the field manager that holds the path now; {@code unknown} for a removed field
     * @param when the time of that manager's entry, if it is known
     */
    public record Field(String path, String desired, String live, String manager, Optional<Instant> when) {}

    /** The same drift, seen earlier. */
    public Drift since(Instant earlier) {
        return new Drift(delivery, cluster, ref, kind, mode, fields, earlier);
    }
}
