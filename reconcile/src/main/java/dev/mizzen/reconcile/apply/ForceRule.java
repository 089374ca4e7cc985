package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.plan.Plan;
import dev.mizzen.reconcile.spec.Environment;
import java.util.Optional;
import java.util.Set;

/** Whether an apply that met a conflict may be forced. Pure. */
final class ForceRule {
    private ForceRule() {}

    /**
     * Yes, if every conflicting path was in our last entry and drift is corrected here or the release changed the object.
     *
     * @param last our entry as our last apply left it; where it is lost, an unchanged body says the same
     */
    static boolean mayForce(
            Failure.Conflict conflict, Plan.Action action, Environment.Mode mode, Optional<ManagedEntry> last) {
        boolean release = action instanceof Plan.Action.Update update && update.reason() == Plan.Reason.RELEASE;
        boolean sameBody = action instanceof Plan.Action.Update && !release;
        if (mode != Environment.Mode.CORRECT && !release) {
            return false;
        }
        return last.map(entry -> holdsAll(entry.paths(), conflict)).orElse(sameBody);
    }

    private static boolean holdsAll(Set<String> ours, Failure.Conflict conflict) {
        return conflict.fields().stream().allMatch(field -> holds(ours, field.path()));
    }

    private static boolean holds(Set<String> ours, String path) {
        return ours.contains(path)
                || ours.stream().anyMatch(own -> own.startsWith(path + ".") || own.startsWith(path + "["));
    }
}
