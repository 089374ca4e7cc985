package dev.mizzen.reconcile.plan;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ObjectRef;
import java.util.List;
import java.util.Optional;

/**
 * What must change on one cluster so that it holds exactly what one delivery desires.
 *
 * @param actions in the order in which they are done: by wave, deletions last and the other way round
 * @param held why the deletions of this plan wait for an approval, with the digest that the approval must name
 */
public record Plan(List<Action> actions, Optional<Held> held) {
    /** One object's change. */
    public sealed interface Action {
        ObjectRef ref();

        /** The object is not there, as far as the watch knows. {@code missing} if it once was ours: that is drift. */
        record Create(ObjectRef ref, Desired.DesiredObject desired, boolean missing) implements Action {}

        /** The object is ours and differs. */
        record Update(ObjectRef ref, Desired.DesiredObject desired, Reason reason) implements Action {}

        /** The object is ours and no longer wanted. */
        record Prune(ObjectRef ref, String uid, String resourceVersion) implements Action {}

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
        WANTED_BY_ANOTHER
    }

    /** Deletions above the guard; an approval names {@code digest}, so that it approves these deletions and no others. */
    public record Held(int deletions, int owned, Digest digest) {}
}
