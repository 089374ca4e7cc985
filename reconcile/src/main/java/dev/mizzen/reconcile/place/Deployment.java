package dev.mizzen.reconcile.place;

import dev.mizzen.reconcile.model.Nearest;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.Application;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/**
 * Components, in the form that the override policies give them, that go to the same places.
 *
 * @param topologies empty where no policy says where
 */
record Deployment(List<Application.Component> components, List<Topology> topologies) {
    /**
     * What the workflow, or without one the policies, deploy.
     *
     * @param problems grows by names that are not there
     */
    static List<Deployment> of(Application application, List<Problem> problems) {
        List<Value.Mapping> steps =
                application.workflow().map(Application.Workflow::steps).orElse(List.of());
        if (steps.isEmpty()) {
            return ofPolicies(application, problems);
        }
        if (ShapeCheck.text(steps.getFirst(), "type").orElse("").equals("deploy")) {
            return steps.stream()
                    .map(step -> selected(application, ofStep(application, step, problems), problems))
                    .toList();
        }
        return List.of(new Deployment(inSteps(application, steps, problems), List.of()));
    }

    /** Each topology with all overrides; or all overrides where there is no topology. */
    private static List<Deployment> ofPolicies(Application application, List<Problem> problems) {
        List<Application.Policy> overrides = ofType(application.policies(), "override");
        List<Application.Policy> topologies = ofType(application.policies(), "topology");
        if (topologies.isEmpty()) {
            return List.of(selected(application, overrides, problems));
        }
        List<Deployment> deployments = new ArrayList<>();
        for (Application.Policy topology : topologies) {
            List<Application.Policy> policies = new ArrayList<>(overrides);
            policies.add(topology);
            deployments.add(selected(application, policies, problems));
        }
        return deployments;
    }

    private static Deployment selected(
            Application application, List<Application.Policy> policies, List<Problem> problems) {
        List<Application.Component> components = application.components();
        for (Application.Policy override : ofType(policies, "override")) {
            components = OverridePolicy.of(override, problems).apply(components);
        }
        return new Deployment(
                components,
                ofType(policies, "topology").stream().map(Topology::of).toList());
    }

    private static List<Application.Policy> ofStep(
            Application application, Value.Mapping step, List<Problem> problems) {
        Map<String, Application.Policy> byName = new LinkedHashMap<>();
        application.policies().forEach(policy -> byName.put(policy.name(), policy));
        List<Application.Policy> policies = new ArrayList<>();
        for (Value.Text name : texts(step, "policies")) {
            Application.Policy policy = byName.get(name.text());
            if (policy == null) {
                problems.add(Problem.at(name.position(), "there is no policy \"" + name.text() + "\"")
                        .withNearest(Nearest.to(name.text(), byName.keySet())));
            } else {
                policies.add(policy);
            }
        }
        return policies;
    }

    /** The components that apply-component steps name; the order among them is in what they depend on. */
    private static List<Application.Component> inSteps(
            Application application, List<Value.Mapping> steps, List<Problem> problems) {
        Map<String, Application.Component> byName = new LinkedHashMap<>();
        application.components().forEach(component -> byName.put(component.name(), component));
        SequencedSet<Application.Component> named = new LinkedHashSet<>();
        for (Value.Mapping step : steps) {
            Value.Text name = (Value.Text) ShapeCheck.map(step, "properties")
                    .map(properties -> properties.get("component"))
                    .orElseThrow();
            Application.Component component = byName.get(name.text());
            if (component == null) {
                problems.add(Problem.at(name.position(), "there is no component \"" + name.text() + "\"")
                        .withNearest(Nearest.to(name.text(), byName.keySet())));
            } else {
                named.add(component);
            }
        }
        return List.copyOf(named);
    }

    private static List<Application.Policy> ofType(List<Application.Policy> policies, String type) {
        return policies.stream().filter(policy -> policy.type().equals(type)).toList();
    }

    private static List<Value.Text> texts(Value.Mapping step, String field) {
        return ShapeCheck.map(step, "properties").orElseThrow().get(field) instanceof Value.Sequence list
                ? list.items().stream().map(Value.Text.class::cast).toList()
                : List.of();
    }
}
