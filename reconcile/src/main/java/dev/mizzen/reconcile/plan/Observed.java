package dev.mizzen.reconcile.plan;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.FieldPath;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Treatment;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the watches of one cluster hold of one delivery's objects. */
public record Observed(Map<ObjectRef, ObservedObject> objects) {
    /**
     * One live object, reduced on arrival.
     *
     * @param partOf the value of the label {@link ApplySetId#LABEL}
     * @param mark what the annotation {@code mizzen.dev/applied} says, if it is there and well formed
     * @param controlled whether an ownerReference is a controller: then it is never ours
     * @param terminating whether a deletionTimestamp is set
     * @param leaving what its annotation {@link #PRUNE_ANNOTATION} says
     * @param entry digest of our managedFields entry (our manager, Apply, no subresource), if there is one
     * @param finished whether it is a Job, or a Pod that is a hook of a chart, that completed or failed for good
     * @param additions what strangers added to it, a bounded number; as it was when {@code entry} was last the one that
     *     our apply left, since a field that was taken from us looks the same
     * @param touched another number when somebody wrote the object and not its status, as far as metadata tells
     */
    public record ObservedObject(
            ObjectRef ref,
            String uid,
            String resourceVersion,
            Optional<String> partOf,
            Optional<Mark> mark,
            boolean controlled,
            boolean terminating,
            Leaving leaving,
            Optional<Digest> entry,
            Health health,
            boolean finished,
            List<Addition> additions,
            int touched) {
        /** One of which it is not known when it was touched. */
        public ObservedObject(
                ObjectRef ref,
                String uid,
                String resourceVersion,
                Optional<String> partOf,
                Optional<Mark> mark,
                boolean controlled,
                boolean terminating,
                Leaving leaving,
                Optional<Digest> entry,
                Health health,
                boolean finished,
                List<Addition> additions) {
            this(
                    ref,
                    uid,
                    resourceVersion,
                    partOf,
                    mark,
                    controlled,
                    terminating,
                    leaving,
                    entry,
                    health,
                    finished,
                    additions,
                    0);
        }

        /** What becomes of it once it is wanted no more. */
        public static final String PRUNE_ANNOTATION = "mizzen.dev/prune";

        /** The same with another health. */
        public ObservedObject withHealth(Health other) {
            return with(terminating, other, additions);
        }

        /** The same once its deletion has begun. */
        public ObservedObject deleting() {
            return with(true, new Health(Health.State.PROGRESSING, "is being deleted"), additions);
        }

        /** The same with other additions. */
        public ObservedObject withAdditions(List<Addition> others) {
            return with(terminating, health, others);
        }

        private ObservedObject with(boolean ending, Health other, List<Addition> added) {
            return new ObservedObject(
                    ref,
                    uid,
                    resourceVersion,
                    partOf,
                    mark,
                    controlled,
                    ending,
                    leaving,
                    entry,
                    other,
                    finished,
                    added,
                    touched);
        }

        /** What strangers added to an object that is kept as it is, beside labels, annotations and fields that are left to them. */
        public List<Addition> additionsTo(Desired.DesiredObject desired) {
            if (desired.treatment().once() != Treatment.Once.NO) {
                return List.of();
            }
            Desired.DesiredObject left = desired.ignoring(desired.treatment().kept());
            return additions.stream()
                    .filter(addition -> !addition.metadata() && !left.leaves(addition.place()))
                    .toList();
        }

        /** Owned means: this id, a mark that names this very object, and no controller. */
        public boolean ownedBy(ApplySetId id) {
            return !controlled
                    && partOf.filter(id.value()::equals).isPresent()
                    && mark.filter(m -> m.ref().equals(ref.toString())).isPresent();
        }
    }

    /** What becomes of an object of ours that is no longer wanted, by its annotation {@code mizzen.dev/prune}. */
    public enum Leaving {
        /** It is deleted, unless it is of a protected kind. */
        DELETED(""),
        /** It is deleted, of whatever kind it is. */
        ALLOWED("allow"),
        /** It stays, and is nobody's. */
        ORPHANED("orphan"),
        /** It is deleted when all of its delivery is. */
        WITH_APPLICATION("with-application");

        private final String text;

        Leaving(String text) {
            this.text = text;
        }

        /** The annotation's text. */
        public String text() {
            return text;
        }

        /** Any other text says nothing. */
        public static Leaving of(String text) {
            return Arrays.stream(values())
                    .filter(leaving -> leaving.text.equals(text))
                    .findFirst()
                    .orElse(DELETED);
        }
    }

    /**
     * A field that we never declared and that another manager set: a sidecar, an entry of env, a key of data.
     *
     * @param when the time of that manager's entry, if it is known
     * @param metadata whether it stands in labels, annotations or other metadata: visible, but no drift
     */
    public record Addition(FieldPath place, String manager, Optional<Instant> when, boolean metadata) {
        /** As {@code spec.template.spec.containers[name="side"]}. */
        public String path() {
            return place.toString();
        }
    }

    /** The annotation {@code mizzen.dev/applied}: {@code <group>/<Kind>/<namespace>/<name> <digest of the body sent>}. */
    public record Mark(String ref, Digest digest) {
        public static final String ANNOTATION = "mizzen.dev/applied";

        /** Reads the annotation's text; empty if it has another form. */
        public static Optional<Mark> parse(String text) {
            int space = text.indexOf(' ');
            return space > 0 && Digest.isDigest(text.substring(space + 1))
                    ? Optional.of(new Mark(text.substring(0, space), new Digest(text.substring(space + 1))))
                    : Optional.empty();
        }

        @Override
        public String toString() {
            return ref + " " + digest;
        }
    }
}
