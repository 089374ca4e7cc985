package dev.mizzen.reconcile.place;

import dev.mizzen.reconcile.model.Nearest;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.Application;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

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
        return new Deployments(application, problems).all();
    }

    /** Reads the steps of one application, in their order; of a step-group those within it. */
    private record Deployments(Application application, List<Problem> problems) {
        List<Deployment> all() {
            List<Value.Mapping> steps = Steps.all(application);
            return steps.isEmpty()
                    ? ofPolicies()
                    : steps.stream().flatMap(step -> ofStep(step).stream()).toList();
        }

        /** Each topology with all overrides; or all overrides where there is no topology; or each environment. */
        private List<Deployment> ofPolicies() {
            List<Application.Policy> overrides = Policies.ofType(application.policies(), "override");
            List<Application.Policy> topologies = Policies.ofType(application.policies(), "topology");
            List<Application.Policy> bindings = Policies.ofType(application.policies(), "env-binding");
            if (!topologies.isEmpty()) {
                return topologies.stream()
                        .map(topology -> selected(Policies.and(overrides, topology)))
                        .toList();
            }
            if (overrides.isEmpty() && !bindings.isEmpty()) {
                return bindings.stream()
                        .flatMap(binding -> Binding.all(binding).stream())
                        .map(binding -> binding.deployment(application, problems))
                        .toList();
            }
            return List.of(selected(overrides));
        }

        private Deployment selected(List<Application.Policy> policies) {
            List<Application.Component> components = Policies.overridden(application.components(), policies, problems);
            List<Application.Policy> replications = Policies.ofType(policies, "replication");
            if (!replications.isEmpty()) {
                components = Replication.apply(components, replications, problems);
            }
            return new Deployment(
                    components,
                    Policies.ofType(policies, "topology").stream()
                            .map(Topology::of)
                            .toList());
        }

        /** Empty for a step that applies no component. */
        private Optional<Deployment> ofStep(Value.Mapping step) {
            Optional<Value.Mapping> properties = ShapeCheck.map(step, "properties");
            return switch (ShapeCheck.text(step, "type").orElse("")) {
                case "deploy" -> properties.map(map -> selected(Policies.named(application, map, problems)));
                case "deploy2env" ->
                    properties
                            .flatMap(map -> Binding.find(application, map, problems))
                            .map(binding -> binding.deployment(application, problems));
                case "deploy2cluster" -> properties.flatMap(this::toCluster);
                case "apply-component" -> properties.map(this::component);
                case "apply-remaining" -> Optional.of(new Deployment(remaining(), List.of()));
                case "apply-application", "apply-application-in-parallel" ->
                    Optional.of(new Deployment(application.components(), List.of()));
                case "deploy2runtime" ->
                    properties.map(map ->
                            new Deployment(application.components(), List.of(Topology.of(map, step.position()))));
                default -> Optional.empty();
            };
        }

        /** As deploy2env, of the component that it names, or of all. */
        private Optional<Deployment> toCluster(Value.Mapping properties) {
            Optional<Deployment> whole = Binding.find(application, properties, problems)
                    .map(binding -> binding.deployment(application, problems));
            return properties.get("component") instanceof Value.Text name
                            && !name.text().isEmpty()
                    ? whole.map(all -> new Deployment(named(all.components(), name), all.topologies()))
                    : whole;
        }

        /** The component of this name, alone; none if there is none, which is a problem. */
        private List<Application.Component> named(List<Application.Component> components, Value.Text name) {
            Map<String, Application.Component> byName = new LinkedHashMap<>();
            components.forEach(component -> byName.put(component.name(), component));
            Application.Component component = byName.get(name.text());
            if (component == null) {
                problems.add(Problem.at(name.position(), "there is no component \"" + name.text() + "\"")
                        .withNearest(Nearest.to(name.text(), byName.keySet())));
            }
            return component == null ? List.of() : List.of(component);
        }

        private Deployment component(Value.Mapping properties) {
            Value.Text name = (Value.Text) Objects.requireNonNull(properties.get("component"));
            Optional<String> cluster = ShapeCheck.text(properties, "cluster").filter(text -> !text.isEmpty());
            Optional<String> namespace =
                    ShapeCheck.text(properties, "namespace").filter(text -> !text.isEmpty());
            return new Deployment(
                    named(application.components(), name),
                    cluster.isEmpty() && namespace.isEmpty()
                            ? List.of()
                            : List.of(Topology.at(cluster, namespace, properties.position())));
        }

        /** The components that no apply-component step names. */
        private List<Application.Component> remaining() {
            List<String> named = new ArrayList<>();
            for (Value.Mapping step : Steps.all(application)) {
                ShapeCheck.text(step, "type")
                        .filter("apply-component"::equals)
                        .flatMap(type -> ShapeCheck.map(step, "properties"))
                        .flatMap(properties -> ShapeCheck.text(properties, "component"))
                        .ifPresent(named::add);
            }
            return application.components().stream()
                    .filter(component -> !named.contains(component.name()))
                    .toList();
        }
    }
}
