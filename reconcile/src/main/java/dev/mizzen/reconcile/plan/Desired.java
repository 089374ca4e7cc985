package dev.mizzen.reconcile.plan;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.ObjectRef;
import java.util.List;

/**
 * What one delivery wants on one cluster.
 *
 * @param objects each ref once
 * @param complete false while a unit is late or failed to render: then nothing may be pruned
 */
public record Desired(List<DesiredObject> objects, boolean complete) {
    /**
     * One object to be there.
     *
     * @param ref with the namespace it will live in, {@code ""} if cluster-scoped
     * @param manifest the body to send, with our label, without the annotation {@code mizzen.dev/applied}
     * @param digest of {@code manifest}
     * @param component the component that it belongs to, for people and for dependencies
     * @param wave the smallest goes first; a wave waits only for what a later one needs
     */
    public record DesiredObject(ObjectRef ref, Manifest manifest, Digest digest, String component, int wave) {}
}
