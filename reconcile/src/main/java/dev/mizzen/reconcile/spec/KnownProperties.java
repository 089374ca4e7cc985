package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.shape.Shape;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.List;
import java.util.Optional;

/** Checks the properties of the policies and workflow steps that decide what goes where, which no definition describes. */
final class KnownProperties {
    private final List<Problem> problems;

    private KnownProperties(List<Problem> problems) {
        this.problems = problems;
    }

    /**
     * Looks through an Application that may have any shape.
     *
     * @param placedByEnvironment whether the environment says where: then the application must not
     */
    static void check(Value.Mapping application, boolean placedByEnvironment, List<Problem> problems) {
        KnownProperties known = new KnownProperties(problems);
        ShapeCheck.map(application, "spec").ifPresent(spec -> {
            List<Value.Mapping> policies = ShapeCheck.maps(spec, "policies");
            for (int i = 0; i < policies.size(); i++) {
                known.policy(policies.get(i), i, placedByEnvironment);
            }
            Value workflow = spec.get("workflow");
            if (workflow instanceof Value.Mapping map) {
                known.workflow(map);
            } else if (workflow instanceof Value.Sequence) {
                ShapeCheck.maps(spec, "workflow").forEach(known::step);
            }
        });
    }

    private void policy(Value.Mapping policy, int index, boolean placedByEnvironment) {
        if (!(policy.get("type") instanceof Value.Text type)) {
            return;
        }
        if (placedByEnvironment
                && (type.text().equals("topology") || type.text().equals("env-binding"))) {
            problems.add(Problem.at(
                    type.position(),
                    (type.text().equals("topology") ? "a topology" : "an env-binding")
                            + " policy is for repositories without environments/;"
                            + " here the environment's placement says where"));
        }
        String name = ShapeCheck.text(policy, "name").orElse(ApplicationReader.generatedName(policy, index));
        Optional<Shape> shape = switch (type.text()) {
            case "topology" -> Optional.of(PolicyShape.topology());
            case "override" -> Optional.of(PolicyShape.override());
            case "env-binding" -> Optional.of(PolicyShape.envBinding());
            case "replication" -> Optional.of(PolicyShape.replication());
            case "garbage-collect" -> Optional.of(PolicyShape.garbageCollect());
            case "apply-once" -> Optional.of(PolicyShape.applyOnce());
            case "resource-update" -> Optional.of(PolicyShape.resourceUpdate());
            case "read-only", "shared-resource", "take-over" -> Optional.of(PolicyShape.chosen());
            case "deployment-insights" -> Optional.of(PolicyShape.deploymentInsights());
            case "debug" -> Optional.empty();
            default -> Optional.of(new Shape.AnyMap());
        };
        shape.ifPresent(expected -> properties(policy, type.position(), name, expected));
    }

    private void properties(Value.Mapping policy, Position at, String name, Shape shape) {
        Value properties = policy.get("properties");
        if (properties instanceof Value.Mapping) {
            ShapeCheck.ofWhole(problems).check(properties, shape);
        } else if (properties == null || properties instanceof Value.Nothing) {
            problems.add(Problem.at(at, "the policy \"" + name + "\" needs \"properties\""));
        }
    }

    private void workflow(Value.Mapping workflow) {
        List<Value.Mapping> steps = ShapeCheck.maps(workflow, "steps");
        if (workflow.get("ref") instanceof Value.Text ref && !ref.text().isEmpty() && !steps.isEmpty()) {
            problems.add(Problem.at(ref.position(), "a workflow has either \"ref\" or \"steps\", not both"));
        }
        steps.forEach(this::step);
    }

    private void step(Value.Mapping step) {
        ShapeCheck.text(step, "type").ifPresent(type -> stepProperties(step, type));
        ShapeCheck.maps(step, "subSteps").forEach(this::step);
    }

    private void stepProperties(Value.Mapping step, String type) {
        Optional<Shape> shape = switch (type) {
            case "deploy" -> Optional.of(PolicyShape.deploy());
            case "deploy2env" -> Optional.of(PolicyShape.deployToEnvironment());
            case "deploy2cluster" -> Optional.of(PolicyShape.deployToCluster());
            case "deploy2runtime" -> Optional.of(PolicyShape.deployToRuntime());
            case "apply-component" -> Optional.of(PolicyShape.applyComponent());
            default -> Optional.empty();
        };
        if (shape.isEmpty()) {
            return;
        }
        if (step.get("properties") instanceof Value.Mapping properties) {
            ShapeCheck.ofWhole(problems).check(properties, shape.get());
        } else if (type.equals("deploy2runtime")) {
            return;
        } else if (!step.fields().containsKey("properties") || step.get("properties") instanceof Value.Nothing) {
            problems.add(Problem.at(step.position(), "a step of type \"" + type + "\" needs \"properties\""));
        }
    }
}
