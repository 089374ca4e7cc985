package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Problem;
import java.util.List;
import java.util.Map;

/** How one run of a delivery ended. */
public sealed interface Outcome {
    /** The deletions that wait for an approval, whatever else became of the run. */
    default List<Hold> holds() {
        return List.of();
    }

    /**
     * The clusters hold what Git says; {@code changed} counts the writes, {@code objects} all that is owned by cluster.
     * What is held is of protected kinds, which stay without being in the way of anything.
     */
    record Synced(
            int changed,
            int pruned,
            Map<ClusterName, List<ObjectRef>> objects,
            List<Problem> warnings,
            List<Hold> holds)
            implements Outcome {
        public Synced(int changed, int pruned, Map<ClusterName, List<ObjectRef>> objects, List<Problem> warnings) {
            this(changed, pruned, objects, warnings, List.of());
        }
    }

    /**
     * The input, or what it meets on a cluster, needs a person; {@code problems} holds at least one.
     *
     * @param mayMend whether what is wrong is on a cluster, where it may be mended without a commit: tried again
     */
    record Rejected(List<Problem> problems, List<Hold> holds, boolean mayMend) implements Outcome {
        /** What only a commit can mend. */
        public Rejected(List<Problem> problems) {
            this(problems, List.of(), false);
        }
    }

    /** Something is not there yet and is tried again; {@code clusters} names those that cannot be reached, may be empty. */
    record Waiting(String message, List<ClusterName> unreachable, List<Hold> holds) implements Outcome {
        public Waiting(String message, List<ClusterName> unreachable) {
            this(message, unreachable, List.of());
        }
    }

    /** Deletions wait for an approval; {@code holds} has at least one. Everything else of the run was done. */
    record Held(List<Hold> holds) implements Outcome {
        /** What the first of them says. */
        public String message() {
            return holds.getFirst().message();
        }
    }

    /** The environment delivers only what was promoted, and nothing was yet. */
    record AwaitingPromotion() implements Outcome {}

    /** The delivery left Git and all that it owned is gone. */
    record Retired(int pruned) implements Outcome {}

    /** A bug of ours; the message is for people, the cause is in the log. */
    record Failed(String message) implements Outcome {}
}
