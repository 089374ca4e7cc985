package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;

/** The order of apply-component steps, said as what it means: each component depends on the one of the step before. */
final class StepOrder {
    private StepOrder() {}

    static List<Application.Component> apply(
            List<Application.Component> components, Optional<Application.Workflow> workflow) {
        Map<String, String> before = workflow.map(StepOrder::before).orElse(Map.of());
        return components.stream()
                .map(component -> Optional.ofNullable(before.get(component.name()))
                        .map(name -> after(component, name))
                        .orElse(component))
                .toList();
    }

    /** Component → the one that is applied before it; of a component that is named twice the first step counts. */
    private static Map<String, String> before(Application.Workflow workflow) {
        boolean parallel = workflow.mode()
                .flatMap(mode -> ShapeCheck.text(mode, "steps"))
                .filter("DAG"::equals)
                .isPresent();
        Map<String, String> before = new HashMap<>();
        Set<String> seen = new LinkedHashSet<>();
        Optional<String> last = Optional.empty();
        for (Value.Mapping step : parallel ? List.<Value.Mapping>of() : workflow.steps()) {
            Optional<String> name = ShapeCheck.text(step, "type")
                    .filter("apply-component"::equals)
                    .flatMap(type -> ShapeCheck.map(step, "properties"))
                    .flatMap(properties -> ShapeCheck.text(properties, "component"));
            if (name.isPresent() && seen.add(name.get())) {
                last.ifPresent(previous -> before.put(name.get(), previous));
                last = name;
            }
        }
        return before;
    }

    private static Application.Component after(Application.Component component, String before) {
        SequencedSet<String> dependsOn = new LinkedHashSet<>(component.dependsOn());
        dependsOn.add(before);
        return new Application.Component(
                component.name(),
                component.type(),
                component.properties(),
                component.traits(),
                List.copyOf(dependsOn),
                component.inputs(),
                component.outputs(),
                component.externalRevision(),
                component.replicaKey(),
                component.position());
    }
}
