package dev.mizzen.reconcile.place;

import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.Application;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What KubeVela's {@code vela dry-run} prints of an application, so that both can be compared: a copy of all its components
 * for each topology policy of each deploy step, whatever clusters and namespaces that means. Not what is delivered.
 */
public final class DryRun {
    private DryRun() {}

    /**
     * One printed copy.
     *
     * @param title as KubeVela's comment says it: {@code web}, {@code web with topology eu}
     */
    public record Copy(String title, Application application) {}

    /**
     * The copies, in the order of the steps.
     *
     * @throws Rejected with each policy that a step names and that is not there, and each override that
     *     cannot be applied
     */
    public static List<Copy> copies(Application application) throws Rejected {
        List<Problem> problems = new ArrayList<>();
        List<Copy> copies = new ArrayList<>();
        deployed(application, problems).forEach(policies -> copies.addAll(copies(application, policies, problems)));
        if (!problems.isEmpty()) {
            throw new Rejected(problems.stream().distinct().toList());
        }
        return copies.isEmpty() ? List.of(new Copy(application.name().value(), application)) : List.copyOf(copies);
    }

    private static List<Copy> copies(
            Application application, List<Application.Policy> policies, List<Problem> problems) {
        Application patched =
                application.withComponents(Policies.overridden(application.components(), policies, problems));
        String name = application.name().value();
        List<Copy> copies = Policies.ofType(policies, "topology").stream()
                .map(topology -> new Copy(name + " with topology " + topology.name(), patched))
                .toList();
        return copies.isEmpty() ? List.of(new Copy(name + " only with override policies", patched)) : copies;
    }

    /** The policies of each deploy step, or of those steps that KubeVela makes where there are none. */
    private static List<List<Application.Policy>> deployed(Application application, List<Problem> problems) {
        List<Value.Mapping> steps = Steps.top(application);
        if (!steps.isEmpty()) {
            return steps.stream()
                    .filter(step -> ShapeCheck.text(step, "type").equals(Optional.of("deploy")))
                    .flatMap(step -> ShapeCheck.map(step, "properties").stream())
                    .map(properties -> Policies.named(application, properties, problems))
                    .toList();
        }
        List<Application.Policy> overrides = Policies.ofType(application.policies(), "override");
        List<Application.Policy> topologies = Policies.ofType(application.policies(), "topology");
        if (!topologies.isEmpty()) {
            return topologies.stream()
                    .map(topology -> Policies.and(overrides, topology))
                    .toList();
        }
        boolean references = application.components().stream()
                .anyMatch(component -> component.type().equals("ref-objects"));
        return references || !overrides.isEmpty() ? List.of(overrides) : List.of();
    }
}
