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
    private static final Set<String> NOT_YET =
            Set.of("if", "timeout", "dependsOn", "inputs", "outputs", "subSteps", "mode");

    private final List<Problem> problems;

    private Supported(List<Problem> problems) {
        this.problems = problems;
    }

    /**
     * Looks through an Application that may have any shape.
     *
     * @param placedByEnvironment whether the environment says where: then the application must not
     */
    static void check(Value.Mapping application, boolean placedByEnvironment, List<Problem> problems) {
        Supported supported = new Supported(problems);
        ShapeCheck.map(application, "spec").ifPresent(spec -> {
            List<Value.Mapping> policies = ShapeCheck.maps(spec, "policies");
            for (int i = 0; i < policies.size(); i++) {
                supported.policy(policies.get(i), i, placedByEnvironment);
            }
            Value workflow = spec.get("workflow");
            if (workflow instanceof Value.Mapping map) {
                supported.workflow(map, ShapeCheck.maps(map, "steps"));
            } else if (workflow instanceof Value.Sequence) {
                supported.workflow(spec, ShapeCheck.maps(spec, "workflow"));
            }
        });
    }

    private void policy(Value.Mapping policy, int index, boolean placedByEnvironment) {
        if (!(policy.get("type") instanceof Value.Text type)) {
            return;
        }
        if (!POLICIES.contains(type.text())) {
            unsupported(type.position(), "policy type", type.text(), POLICIES);
        } else if (placedByEnvironment && type.text().equals("topology")) {
            problems.add(Problem.at(
                    type.position(),
                    "a topology policy is for repositories without environments/;"
                            + " here the environment's placement says where"));
        }
        String name = ShapeCheck.text(policy, "name").orElse(ApplicationReader.generatedName(policy, index));
        switch (type.text()) {
            case "topology" -> properties(policy, type.position(), name, PolicyShape.topology());
            case "override" -> properties(policy, type.position(), name, PolicyShape.override());
            default -> {}
        }
    }

    private void properties(Value.Mapping policy, Position at, String name, Shape shape) {
        Value properties = policy.get("properties");
        if (properties instanceof Value.Mapping) {
            ShapeCheck.ofWhole(problems).check(properties, shape);
        } else if (properties == null || properties instanceof Value.Nothing) {
            problems.add(Problem.at(at, "the policy \"" + name + "\" needs \"properties\""));
        }
    }

    private void workflow(Value.Mapping workflow, List<Value.Mapping> steps) {
        if (workflow.get("ref") instanceof Value.Text ref) {
            notYet(ref.position(), "\"ref\" of a workflow is");
        }
        Set<String> types = new TreeSet<>();
        for (Value.Mapping step : steps) {
            String type = ShapeCheck.text(step, "type").orElse("");
            types.add(type);
            if (!STEPS.contains(type) && step.get("type") instanceof Value.Text written) {
                unsupported(written.position(), "step type", type, STEPS);
            }
            stepProperties(step, type);
            step.fields().forEach((name, field) -> {
                if (NOT_YET.contains(name) && !(field.value() instanceof Value.Nothing)) {
                    notYet(field.key(), "\"" + name + "\" of a step is");
                }
            });
        }
        if (types.equals(STEPS)) {
            notYet(workflow.position(), "a workflow with both apply-component and deploy steps is");
        }
        boolean inOrder = ShapeCheck.map(workflow, "mode")
                .flatMap(mode -> ShapeCheck.text(mode, "steps"))
                .filter("DAG"::equals)
                .isEmpty();
        if (steps.size() > 1 && inOrder && types.equals(Set.of("deploy"))) {
            notYet(steps.get(1).position(), "a second deploy step after the first is");
        }
    }

    private void stepProperties(Value.Mapping step, String type) {
        Optional<Value.Mapping> properties = ShapeCheck.map(step, "properties");
        if (STEPS.contains(type) && !step.fields().containsKey("properties")) {
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
