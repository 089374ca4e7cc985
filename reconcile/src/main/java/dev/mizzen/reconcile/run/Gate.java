package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Plan;
import dev.mizzen.reconcile.plan.Plan.Action;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which of a plan's writes may be done now, and why the others wait: a component starts when those that it depends on are
 * as the release says and healthy, and an object of it when those of its earlier stages are. What runs already is kept as it was, whatever its dependencies do. Pure.
 *
 * @param later one line for each component that waits
 */
record Gate(List<Action> now, List<String> later) {
    /** @param dependsOn from a component to those that it depends on */
    static Gate of(Plan plan, Desired desired, Observed observed, Map<String, List<String>> dependsOn) {
        Unready unready = Unready.of(plan, desired, observed);
        Set<String> seen = new HashSet<>();
        desired.objects().forEach(object -> seen.add(object.component()));
        List<Action> now = new ArrayList<>();
        Set<String> later = new TreeSet<>();
        for (Action action : plan.actions()) {
            Optional<DesiredObject> starts = starts(action);
            Optional<String> reason = starts.flatMap(object -> reason(object.component(), dependsOn, unready, seen)
                    .or(() -> unready.before(object)
                            .map(why -> "component \"" + object.component()
                                    + "\" goes on when its earlier objects are healthy: " + why)));
            reason.ifPresentOrElse(later::add, () -> now.add(action));
        }
        return new Gate(List.copyOf(now), List.copyOf(later));
    }

    /** The object whose new form the action would bring. */
    static Optional<DesiredObject> starts(Action action) {
        return switch (action) {
            case Action.Create create -> create.missing() ? Optional.empty() : Optional.of(create.desired());
            case Action.Update update ->
                update.reason() == Plan.Reason.RELEASE ? Optional.of(update.desired()) : Optional.empty();
            case Action.Prune ignored -> Optional.empty();
            case Action.Keep ignored -> Optional.empty();
        };
    }

    private static Optional<String> reason(
            String component, Map<String, List<String>> dependsOn, Unready unready, Set<String> here) {
        for (String dependency : dependsOn.getOrDefault(component, List.of())) {
            Optional<String> why = unready.of(dependency);
            if (why.isPresent()) {
                return Optional.of("component \"" + component + "\" waits for \"" + dependency + "\": " + why.get());
            }
            if (!here.contains(dependency)) {
                Optional<String> through = reason(dependency, dependsOn, unready, here);
                if (through.isPresent()) {
                    return through;
                }
            }
        }
        return Optional.empty();
    }
}
