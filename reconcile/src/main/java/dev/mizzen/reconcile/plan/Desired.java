package dev.mizzen.reconcile.plan;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.FieldPath;
import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Treatment;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * What one delivery wants on one cluster.
 *
 * @param objects each ref once
 * @param complete false while a unit is late or failed to render: then nothing may be pruned
 */
public record Desired(List<DesiredObject> objects, boolean complete) {
    /** The same, where another delivery writes some of the objects. */
    public Desired lookingOnAt(Set<ObjectRef> others) {
        return new Desired(
                objects.stream()
                        .map(object -> others.contains(object.ref())
                                ? object.treated(object.treatment().lookedOn())
                                : object)
                        .toList(),
                complete);
    }

    /**
     * One object to be there.
     *
     * @param ref with the namespace it will live in, {@code ""} if cluster-scoped
     * @param manifest the body as Git says, with our label, without the annotation {@code mizzen.dev/applied}
     * @param digest of {@code manifest} without the ignored fields
     * @param component the component that it belongs to, for people and for dependencies
     * @param wave the smallest goes first; a wave waits only for what a later one needs
     * @param ignored fields that are left to others, as pointers into {@code manifest}
     * @param treatment what the application's policies say of it
     * @param stage within the component: the smallest starts first, and a later one when the earlier are healthy
     */
    public record DesiredObject(
            ObjectRef ref,
            Manifest manifest,
            Digest digest,
            String component,
            int wave,
            List<JsonPointer> ignored,
            int stage,
            Treatment treatment) {
        /** One all of whose fields are as Git says. */
        public DesiredObject(ObjectRef ref, Manifest manifest, Digest digest, String component, int wave) {
            this(ref, manifest, digest, component, wave, List.of(), 0, Treatment.NORMAL);
        }

        /** Whether a field is, or is around, or is within one that is left to others. */
        public boolean leaves(FieldPath field) {
            if (ignored.isEmpty()) {
                return false;
            }
            JsonNode git = manifest.json();
            return ignored.stream().anyMatch(pointer -> meet(pointer, git, field));
        }

        private static boolean meet(JsonPointer pointer, JsonNode git, FieldPath field) {
            JsonPointer rest = pointer;
            JsonNode at = git;
            for (FieldPath.Step step : field.steps()) {
                if (rest.matches()) {
                    return true;
                }
                int index = rest.getMatchingIndex();
                boolean same = step instanceof FieldPath.Step.Name name
                        ? name.name().equals(rest.getMatchingProperty())
                        : at.has(index) && step.isAt(at, index);
                if (!same) {
                    return false;
                }
                at = at.isArray() ? at.path(index) : at.path(rest.getMatchingProperty());
                rest = rest.tail();
            }
            return true;
        }

        /** The same with one more field left to others; the digest is the same. */
        public DesiredObject ignoring(JsonPointer field) {
            return ignoring(List.of(field));
        }

        /** The same with more fields left to others; the digest is the same. */
        public DesiredObject ignoring(List<JsonPointer> fields) {
            if (fields.isEmpty()) {
                return this;
            }
            List<JsonPointer> all =
                    Stream.concat(ignored.stream(), fields.stream()).distinct().toList();
            return new DesiredObject(ref, manifest, digest, component, wave, all, stage, treatment);
        }

        /** The same with just these fields left to others. */
        public DesiredObject leavingOnly(List<JsonPointer> fields) {
            return new DesiredObject(ref, manifest, digest, component, wave, fields, stage, treatment);
        }

        /** The same under another treatment. */
        public DesiredObject treated(Treatment other) {
            return new DesiredObject(ref, manifest, digest, component, wave, ignored, stage, other);
        }

        /** Whether it is ours to write; else it only has to be there. */
        public boolean isWritten() {
            return treatment.access() != Treatment.Access.READ_ONLY;
        }
    }
}
