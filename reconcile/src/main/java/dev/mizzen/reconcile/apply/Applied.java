package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Wait;
import dev.mizzen.reconcile.model.Waiting;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of a plan on one cluster.
 *
 * @param changed objects that were written
 * @param pruned objects that were deleted
 * @param left objects that differ and stay so, because drift is only told here
 * @param rejected what needs a person
 * @param waiting what is tried again; also of what is rejected, where the cluster and not the input has to be mended
 */
public record Applied(int changed, int pruned, int left, List<Problem> rejected, List<Wait> waiting) {
    public static final Applied NOTHING = new Applied(0, 0, 0, List.of(), List.of());

    public Applied {
        rejected = List.copyOf(rejected);
        waiting = List.copyOf(waiting);
    }

    /** Whether everything was done. */
    public boolean complete() {
        return rejected.isEmpty() && waiting.isEmpty();
    }

    /** Whether the cluster stopped answering. */
    public boolean unreachable() {
        return waiting.stream().anyMatch(wait -> wait.obstacle() instanceof Obstacle.Unreachable);
    }

    /** Both together. */
    public Applied and(Applied other) {
        List<Problem> problems = new ArrayList<>(rejected);
        problems.addAll(other.rejected);
        List<Wait> waits = new ArrayList<>(waiting);
        waits.addAll(other.waiting);
        return new Applied(changed + other.changed, pruned + other.pruned, left + other.left, problems, waits);
    }

    static Applied wrote() {
        return new Applied(1, 0, 0, List.of(), List.of());
    }

    static Applied deleted() {
        return new Applied(0, 1, 0, List.of(), List.of());
    }

    static Applied leftAsItIs() {
        return new Applied(0, 0, 1, List.of(), List.of());
    }

    /** Something that needs a person, and may be mended on the cluster without a commit. */
    public static Applied rejects(Problem problem) {
        return new Applied(0, 0, 0, List.of(problem), List.of(new Wait(new Obstacle.Refused(), problem.message())));
    }

    /** Something that mends itself. */
    public static Applied waits(Obstacle obstacle, String message) {
        return waits(new Wait(obstacle, message));
    }

    private static Applied waits(Wait wait) {
        return new Applied(0, 0, 0, List.of(), List.of(wait));
    }

    /** Something that mends itself. */
    public static Applied of(Waiting waiting) {
        return waits(waiting.what());
    }

    /** Of a failed request; {@code subject} says for what it was. */
    public static Applied of(String subject, ApiException failure) {
        List<Problem> problems = failure.problems().stream()
                .map(problem -> Problem.of(subject + ": " + problem.message()))
                .toList();
        Wait wait = new Wait(failure.obstacle(), subject + ": " + failure.getMessage());
        return new Applied(0, 0, 0, problems, List.of(wait));
    }
}
