package dev.mizzen.reconcile.plan;

import dev.mizzen.reconcile.model.ObjectRef;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What must change on one cluster so that it holds exactly what one delivery desires.
 *
 * @param actions in the order in which they are done: by wave, deletions last and the other way round
 * @param held the deletions of this plan that wait for an approval because they are too many
 */
public record Plan(List<Action> actions, Optional<Held> held) {
    /** One object's change. */
    public sealed interface Action {
        ObjectRef ref();

        /** The object is not there, as far as the watch knows. {@code missing} if it once was ours: that is drift. */
        record Create(ObjectRef ref, Desired.DesiredObject desired, boolean missing) implements Action {}

        /** The object is ours and differs. */
        record Update(ObjectRef ref, Desired.DesiredObject desired, Reason reason) implements Action {}

        /** The object is ours and no longer wanted. {@code orphan} if it stays, and is nobody's from then on. */
        record Prune(ObjectRef ref, String uid, String resourceVersion, boolean orphan) implements Action {}

        /** Nothing is done, and why. */
        record Keep(ObjectRef ref, Why why) implements Action {}
    }

    /** Why an object is applied again. */
    public enum Reason {
        /** Git wants other bytes. */
        RELEASE,
        /** Our managedFields entry is not the one that our apply left. */
        DRIFT,
        /** We hold no hash of our entry to compare with: one apply gives it. */
        BASELINE,
        /** All of ours is as it should be, and what strangers added is to go. */
        ADDITION
    }

    /** Why an object is left as it is. */
    public enum Why {
        IN_SYNC,
        TERMINATING,
        JOB_DONE,
        PRUNE_DISABLED,
        PRUNE_HELD,
        INCOMPLETE,
        PROTECTED_KIND,
        WANTED_BY_ANOTHER,
        /** A policy keeps it as it was applied once. */
        APPLIED_ONCE,
        /** Somebody else writes it. */
        READ_ONLY,
        /** A policy keeps it until the application goes. */
        KEPT_WITH_APPLICATION;

        /** Whether an object that left Git stays until a person acts. */
        public boolean isFinal() {
            return switch (this) {
                case PRUNE_DISABLED, PROTECTED_KIND -> true;
                case IN_SYNC,
                        TERMINATING,
                        JOB_DONE,
                        PRUNE_HELD,
                        INCOMPLETE,
                        WANTED_BY_ANOTHER,
                        APPLIED_ONCE,
                        READ_ONLY,
                        KEPT_WITH_APPLICATION -> false;
            };
        }
    }

    /**
     * Deletions above the guard.
     *
     * @param owned how many objects the delivery owns here, these among them
     * @param empty whether the delivery wants nothing at all any more
     */
    public record Held(Set<ObjectRef> deletions, int owned, boolean empty) {
        public Held {
            deletions = Set.copyOf(deletions);
        }
    }

    /** Objects of protected kinds that are no longer wanted and stay because nobody approved their deletion. */
    public Set<ObjectRef> spared() {
        return kept(Set.of(Why.PROTECTED_KIND));
    }

    /** Objects that are no longer wanted, are there, and are not handed over: what of this plan is still to be deleted. */
    public Set<ObjectRef> outstanding() {
        Set<ObjectRef> outstanding =
                kept(Set.of(Why.PROTECTED_KIND, Why.PRUNE_HELD, Why.PRUNE_DISABLED, Why.INCOMPLETE));
        actions.stream()
                .filter(action -> action instanceof Action.Prune prune && !prune.orphan())
                .map(Action::ref)
                .forEach(outstanding::add);
        return outstanding;
    }

    private Set<ObjectRef> kept(Set<Why> reasons) {
        Set<ObjectRef> kept = new HashSet<>();
        for (Action action : actions) {
            if (action instanceof Action.Keep keep && reasons.contains(keep.why())) {
                kept.add(keep.ref());
            }
        }
        return kept;
    }
}
