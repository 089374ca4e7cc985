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

/** One environment of an env-binding policy, its properties checked: a topology and an override in one. */
record Binding(String name, Value.Mapping environment) {
    static List<Binding> all(Application.Policy policy) {
        return ShapeCheck.maps(policy.properties().orElseThrow(), "envs").stream()
                .map(map -> new Binding(ShapeCheck.text(map, "name").orElseThrow(), map))
                .toList();
    }

    /** The one that a deploy2env or deploy2cluster step means; without a policy's name that of the first env-binding policy. */
    static Optional<Binding> find(Application application, Value.Mapping step, List<Problem> problems) {
        List<Application.Policy> bindings = Policies.ofType(application.policies(), "env-binding");
        Optional<String> name = ShapeCheck.text(step, "policy").filter(text -> !text.isEmpty());
        Optional<Application.Policy> policy = bindings.stream()
                .filter(binding -> name.isEmpty() || binding.name().equals(name.get()))
                .findFirst();
        if (policy.isEmpty()) {
            List<String> names = bindings.stream().map(Application.Policy::name).toList();
            Problem problem = Problem.at(
                    step.position(),
                    "there is no env-binding policy"
                            + name.map(n -> " \"" + n + "\"").orElse(""));
            problems.add(name.map(text -> problem.withNearest(Nearest.to(text, names)))
                    .orElse(problem));
            return Optional.empty();
        }
        Value.Text wanted = (Value.Text) Objects.requireNonNull(step.get("env"));
        Optional<Binding> found = all(policy.get()).stream()
                .filter(binding -> binding.name().equals(wanted.text()))
                .findFirst();
        if (found.isEmpty()) {
            problems.add(Problem.at(
                            wanted.position(),
                            "the policy \"" + policy.get().name() + "\" has no environment \"" + wanted.text() + "\"")
                    .withNearest(Nearest.to(
                            wanted.text(),
                            all(policy.get()).stream().map(Binding::name).toList())));
        }
        return found;
    }

    Deployment deployment(Application application, List<Problem> problems) {
        Optional<Value.Mapping> patch = ShapeCheck.map(environment, "patch");
        Optional<Value.Mapping> selector = ShapeCheck.map(environment, "selector");
        OverridePolicy override = OverridePolicy.of(
                patch.map(Binding::patches).orElse(List.of()), selector.map(map -> map.get("components")), problems);
        return new Deployment(override.apply(application.components()), List.of(topology()));
    }

    /** Those of single components; then, as env-binding was first written, traits that stand in the patch itself, for all of them. */
    private static List<Value.Mapping> patches(Value.Mapping patch) {
        List<Value.Mapping> patches = new ArrayList<>(ShapeCheck.maps(patch, "components"));
        Value.Field traits = patch.fields().get("traits");
        if (traits != null) {
            patches.add(Value.Mapping.of(patch.position(), new LinkedHashMap<>(Map.of("traits", traits))));
        }
        return patches;
    }

    private Topology topology() {
        Optional<Value.Mapping> placement = ShapeCheck.map(environment, "placement");
        Optional<Value.Mapping> cluster = placement.flatMap(map -> ShapeCheck.map(map, "clusterSelector"));
        Optional<String> namespace = placement
                .flatMap(map -> ShapeCheck.map(map, "namespaceSelector"))
                .flatMap(map -> ShapeCheck.text(map, "name"))
                .filter(text -> !text.isEmpty());
        Optional<String> name =
                cluster.flatMap(map -> ShapeCheck.text(map, "name")).filter(text -> !text.isEmpty());
        return cluster.isPresent() && name.isEmpty()
                ? Topology.labelled(cluster.get(), "labels", namespace, environment.position())
                : Topology.at(name, namespace, environment.position());
    }
}
