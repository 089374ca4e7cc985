package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.Nearest;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.shape.Shape;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Refuses what an Application may say but Mizzen does not do yet, so that nothing is ever silently left out. */
final class Supported {
    private static final Set<String> POLICIES = new TreeSet<>(Set.of("override", "take-over", "topology"));
    private static final Set<String> STEPS = new TreeSet<>(Set.of("apply-component", "deploy"));
    private static final Set<String> STEP_FIELDS = Set.of("name", "type", "meta", "properties");

    private final List<Problem> problems;

    private Supported(List<Problem> problems) {
        this.problems = problems;
    }

    /** @param placedByEnvironment whether the environment says where: then the application must not */
    static void check(Application application, boolean placedByEnvironment, List<Problem> problems) {
        Supported supported = new Supported(problems);
        application.policies().forEach(policy -> supported.policy(policy, placedByEnvironment));
        application.components().forEach(supported::component);
        application.workflow().ifPresent(supported::workflow);
    }

    private void policy(Application.Policy policy, boolean placedByEnvironment) {
        if (!POLICIES.contains(policy.type())) {
            unsupported(policy.position(), "policy type", policy.type(), POLICIES);
        } else if (placedByEnvironment && policy.type().equals("topology")) {
            problems.add(Problem.at(
                    policy.position(),
                    "a topology policy is for repositories without environments/;"
                            + " here the environment's placement says where"));
        }
        switch (policy.type()) {
            case "topology" -> properties(policy, PolicyShape.topology());
            case "override" -> properties(policy, PolicyShape.override());
            default -> {}
        }
    }

    private void properties(Application.Policy policy, Shape shape) {
        policy.properties()
                .ifPresentOrElse(
                        properties -> ShapeCheck.ofWhole(problems).check(properties, shape),
                        () -> problems.add(Problem.at(
                                policy.position(), "the policy \"" + policy.name() + "\" needs \"properties\"")));
    }

    private void component(Application.Component component) {
        component.inputs().stream()
                .findFirst()
                .ifPresent(input -> notYet(input.position(), "\"inputs\" of a component are"));
        component.outputs().stream()
                .findFirst()
                .ifPresent(output -> notYet(output.position(), "\"outputs\" of a component are"));
    }

    private void workflow(Application.Workflow workflow) {
        workflow.ref().ifPresent(ref -> notYet(ref.position(), "\"ref\" of a workflow is"));
        Set<String> types = new TreeSet<>();
        for (Value.Mapping step : workflow.steps()) {
            String type = ShapeCheck.text(step, "type").orElse("");
            types.add(type);
            if (!STEPS.contains(type)) {
                Value at = step.get("type");
                unsupported(at == null ? step.position() : at.position(), "step type", type, STEPS);
            }
            stepProperties(step, type);
            step.fields().forEach((name, field) -> {
                if (!STEP_FIELDS.contains(name) && !(field.value() instanceof Value.Nothing)) {
                    notYet(field.key(), "\"" + name + "\" of a step is");
                }
            });
        }
        if (types.equals(STEPS)) {
            notYet(workflow.position(), "a workflow with both apply-component and deploy steps is");
        }
        boolean inOrder = workflow.mode()
                .flatMap(mode -> ShapeCheck.text(mode, "steps"))
                .filter("DAG"::equals)
                .isEmpty();
        if (workflow.steps().size() > 1 && inOrder && types.equals(Set.of("deploy"))) {
            notYet(workflow.steps().get(1).position(), "a second deploy step after the first is");
        }
    }

    private void stepProperties(Value.Mapping step, String type) {
        Optional<Value.Mapping> properties = ShapeCheck.map(step, "properties");
        if (STEPS.contains(type) && properties.isEmpty()) {
            problems.add(Problem.at(step.position(), "a step of type \"" + type + "\" needs \"properties\""));
        }
        properties.ifPresent(map -> {
            switch (type) {
                case "deploy" -> {
                    ShapeCheck.ofWhole(problems).check(map, PolicyShape.deploy());
                    if (map.get("auto") instanceof Value.Flag auto && !auto.flag()) {
                        notYet(auto.position(), "a deploy step that waits for an approval is");
                    }
                }
                case "apply-component" -> {
                    ShapeCheck.ofWhole(problems).check(map, PolicyShape.applyComponent());
                    for (String field : List.of("cluster", "namespace")) {
                        if (map.fields().containsKey(field)) {
                            notYet(
                                    Objects.requireNonNull(map.fields().get(field))
                                            .key(),
                                    "\"" + field + "\" of apply-component is");
                        }
                    }
                }
                default -> {}
            }
        });
    }

    private void unsupported(Position at, String word, String type, Set<String> supported) {
        problems.add(Problem.at(
                        at, word + " \"" + type + "\" is not supported yet; supported: " + String.join(", ", supported))
                .withNearest(Nearest.to(type, supported)));
    }

    private void notYet(Position at, String what) {
        problems.add(Problem.at(at, what + " not supported yet"));
    }
}
