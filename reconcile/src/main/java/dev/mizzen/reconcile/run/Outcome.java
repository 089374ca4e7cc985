package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Wait;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How one run of a delivery ended. */
public sealed interface Outcome {
    /** The deletions that wait for an approval, whatever else became of the run. */
    default List<Hold> holds() {
        return List.of();
    }

    /** What the run is made again for; none where only a commit, an event or a person can change anything. */
    default List<Wait> waits() {
        return List.of();
    }

    /** What is owned on each cluster where the run came to its end, whatever became of it on the others. */
    default Map<ClusterName, List<ObjectRef>> objects() {
        return Map.of();
    }

    /** The same, of a delivery that does not follow a new pin yet; {@code line} says why. */
    default Outcome withheld(String line) {
        return this instanceof Synced synced
                ? new Synced(
                        synced.changed(),
                        synced.pruned(),
                        synced.objects(),
                        synced.warnings(),
                        synced.holds(),
                        Optional.of(line))
                : this;
    }

    /** The clusters that gave no answer. */
    default List<ClusterName> unreachable() {
        return waits().stream()
                .map(Wait::obstacle)
                .filter(Obstacle.Unreachable.class::isInstance)
                .map(obstacle -> ((Obstacle.Unreachable) obstacle).cluster())
                .distinct()
                .toList();
    }

    /**
     * The clusters hold what Git says; {@code changed} counts the writes, {@code objects} all that is owned by cluster.
     * What is held is of protected kinds, which stay without being in the way of anything.
     *
     * @param withheld why a new pin is not followed yet: then the clusters hold the one before
     */
    record Synced(
            int changed,
            int pruned,
            Map<ClusterName, List<ObjectRef>> objects,
            List<Problem> warnings,
            List<Hold> holds,
            Optional<String> withheld)
            implements Outcome {
        public Synced(int changed, int pruned, Map<ClusterName, List<ObjectRef>> objects, List<Problem> warnings) {
            this(changed, pruned, objects, warnings, List.of(), Optional.empty());
        }
    }

    /**
     * The input, or what it meets on a cluster, needs a person; {@code problems} holds at least one.
     *
     * @param waits what is tried again all the same: a cluster's refusal, which may be mended there, and what else waits;
     *     empty if the input itself is wrong
     */
    record Rejected(
            List<Problem> problems, List<Wait> waits, Map<ClusterName, List<ObjectRef>> objects, List<Hold> holds)
            implements Outcome {
        public Rejected(List<Problem> problems) {
            this(problems, List.of(), Map.of(), List.of());
        }
    }

    /** Something is not there yet and is tried again; {@code waits} holds at least one. */
    record Waiting(List<Wait> waits, Map<ClusterName, List<ObjectRef>> objects, List<Hold> holds) implements Outcome {
        /** Because of one thing, for the whole delivery. */
        public static Waiting of(Obstacle obstacle, String message) {
            return new Waiting(List.of(new Wait(obstacle, message)), Map.of(), List.of());
        }

        /** What is waited for, one line. */
        public String message() {
            return waits.stream().map(Wait::message).distinct().collect(Collectors.joining("; "));
        }
    }

    /** Deletions wait for an approval; {@code holds} has at least one. Everything else of the run was done. */
    record Held(List<Hold> holds) implements Outcome {
        /** What the first of them says. */
        public String message() {
            return holds.getFirst().message();
        }
    }

    /**
     * The environment delivers only what was promoted, and nothing was yet.
     *
     * @param withheld why the first pin is not followed yet, where there is one
     */
    record AwaitingPromotion(Optional<String> withheld) implements Outcome {
        /** Where nothing is pinned. */
        public AwaitingPromotion() {
            this(Optional.empty());
        }
    }

    /** The delivery left Git and all that it owned is gone. */
    record Retired(int pruned) implements Outcome {}

    /** A bug of ours; the message is for people, the cause is in the log. */
    record Failed(String message) implements Outcome {}
}
