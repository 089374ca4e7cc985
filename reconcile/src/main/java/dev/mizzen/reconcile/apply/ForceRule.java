package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.plan.Plan;
import dev.mizzen.reconcile.spec.Environment;
import java.util.Optional;
import java.util.function.Predicate;

/** Whether an apply that met a conflict may be forced. Pure. */
final class ForceRule {
    private ForceRule() {}

    /**
     * Yes, if every conflicting path was in our last entry and drift is corrected here or the release changed the object.
     *
     * @param last our entry as our last apply left it; where it is lost, an unchanged body says the same
     * @param givenBack whether whoever holds a field has no more use for it
     */
    static boolean mayForce(
            Failure.Conflict conflict,
            Plan.Action action,
            Environment.Mode mode,
            Optional<ManagedEntry> last,
            Predicate<Failure.FieldConflict> givenBack) {
        boolean release = action instanceof Plan.Action.Update update && update.reason() == Plan.Reason.RELEASE;
        boolean sameBody = action instanceof Plan.Action.Update && !release;
        if (mode != Environment.Mode.CORRECT && !release) {
            return false;
        }
        Predicate<Failure.FieldConflict> ours =
                field -> last.map(entry -> entry.holds(field.path())).orElse(sameBody);
        return conflict.fields().stream().allMatch(givenBack.or(ours));
    }
}
