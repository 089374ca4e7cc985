package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.Nearest;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.Application.Workflow;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an Application says that can be rendered but that the daemon does not do yet. It refuses such an Application as a
 * whole, so that nothing is ever silently left out.
 */
public final class NotRun {
    private static final Set<String> STEPS =
            new TreeSet<>(Set.of("apply-component", "deploy", "deploy2cluster", "deploy2env"));
    private static final Set<String> FIELDS =
            Set.of("if", "timeout", "dependsOn", "inputs", "outputs", "subSteps", "mode");

    private final List<Problem> problems = new ArrayList<>();

    private NotRun() {}

    /** One problem for each such thing; none if the daemon does all that the application says. */
    public static List<Problem> in(Application application) {
        NotRun found = new NotRun();
        application.policies().forEach(found::policy);
        application.workflow().ifPresent(found::workflow);
        return List.copyOf(found.problems);
    }

    private void policy(Application.Policy policy) {
        if (!policy.type().equals("resource-update")) {
            return;
        }
        policy.properties().stream()
                .flatMap(properties -> ShapeCheck.maps(properties, "rules").stream())
                .flatMap(rule -> ShapeCheck.map(rule, "strategy").stream())
                .filter(strategy -> ShapeCheck.text(strategy, "op")
                        .filter("replace"::equals)
                        .isPresent())
                .forEach(strategy -> notYet(strategy.position(), "an update that replaces the whole object is"));
    }

    private void workflow(Workflow workflow) {
        Set<String> types = new TreeSet<>();
        for (Value.Mapping step : workflow.steps()) {
            String type = ShapeCheck.text(step, "type").orElse("");
            types.add(type);
            if (!STEPS.contains(type)) {
                Value written = step.get("type");
                unsupported(written == null ? step.position() : written.position(), "step type", type, STEPS);
            }
            properties(step, type);
            step.fields().forEach((name, field) -> {
                if (FIELDS.contains(name) && !(field.value() instanceof Value.Nothing)) {
                    notYet(field.key(), "\"" + name + "\" of a step is");
                }
            });
        }
        if (types.contains("apply-component") && types.size() > 1) {
            notYet(workflow.position(), "a workflow of apply-component steps and others is");
        }
        if (workflow.steps().size() > 1 && inOrder(workflow) && !types.equals(Set.of("apply-component"))) {
            notYet(workflow.steps().get(1).position(), "a second deploy step after the first is");
        }
    }

    private static boolean inOrder(Workflow workflow) {
        return workflow.mode()
                .flatMap(mode -> ShapeCheck.text(mode, "steps"))
                .filter("DAG"::equals)
                .isEmpty();
    }

    private void properties(Value.Mapping step, String type) {
        ShapeCheck.map(step, "properties").ifPresent(map -> {
            if (type.equals("deploy") && map.get("auto") instanceof Value.Flag auto && !auto.flag()) {
                notYet(auto.position(), "a deploy step that waits for an approval is");
            }
            for (String field : List.of("cluster", "namespace")) {
                if (type.equals("apply-component") && map.fields().containsKey(field)) {
                    notYet(
                            Objects.requireNonNull(map.fields().get(field)).key(),
                            "\"" + field + "\" of apply-component is");
                }
            }
        });
    }

    private void unsupported(Position at, String word, String type, Set<String> supported) {
        problems.add(Problem.at(
                        at,
                        word + " \"" + type + "\" is not run by the daemon yet; it runs: "
                                + String.join(", ", supported))
                .withNearest(Nearest.to(type, supported)));
    }

    private void notYet(Position at, String what) {
        problems.add(Problem.at(at, what + " not run by the daemon yet"));
    }
}
