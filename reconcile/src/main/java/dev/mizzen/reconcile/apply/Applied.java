package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of a plan on one cluster.
 *
 * @param changed objects that were written
 * @param pruned objects that were deleted
 * @param left objects that differ and stay so, because drift is only told here
 * @param rejected what needs a person
 * @param waiting what mends itself, one line each
 * @param unreachable whether the cluster stopped answering
 */
public record Applied(
        int changed, int pruned, int left, List<Problem> rejected, List<String> waiting, boolean unreachable) {
    public static final Applied NOTHING = new Applied(0, 0, 0, List.of(), List.of(), false);

    public Applied {
        rejected = List.copyOf(rejected);
        waiting = List.copyOf(waiting);
    }

    /** Whether everything was done. */
    public boolean complete() {
        return rejected.isEmpty() && waiting.isEmpty();
    }

    /** The same, of a cluster that does not answer. */
    public Applied fromUnreachable() {
        return new Applied(changed, pruned, left, rejected, waiting, true);
    }

    /** Both together. */
    public Applied and(Applied other) {
        List<Problem> problems = new ArrayList<>(rejected);
        problems.addAll(other.rejected);
        List<String> waits = new ArrayList<>(waiting);
        waits.addAll(other.waiting);
        return new Applied(
                changed + other.changed,
                pruned + other.pruned,
                left + other.left,
                problems,
                waits,
                unreachable || other.unreachable);
    }

    static Applied wrote() {
        return new Applied(1, 0, 0, List.of(), List.of(), false);
    }

    static Applied deleted() {
        return new Applied(0, 1, 0, List.of(), List.of(), false);
    }

    static Applied leftAsItIs() {
        return new Applied(0, 0, 1, List.of(), List.of(), false);
    }

    /** Something that needs a person. */
    public static Applied rejects(Problem problem) {
        return new Applied(0, 0, 0, List.of(problem), List.of(), false);
    }

    /** Something that mends itself. */
    public static Applied waits(String message) {
        return new Applied(0, 0, 0, List.of(), List.of(message), false);
    }

    /** Of a failed request; {@code subject} says for what it was. */
    public static Applied of(String subject, ApiException failure) {
        List<Problem> problems = failure.problems().stream()
                .map(problem -> Problem.of(subject + ": " + problem.message()))
                .toList();
        return problems.isEmpty()
                ? new Applied(0, 0, 0, List.of(), List.of(subject + ": " + failure.getMessage()), failure.unreachable())
                : new Applied(0, 0, 0, problems, List.of(), false);
    }
}
