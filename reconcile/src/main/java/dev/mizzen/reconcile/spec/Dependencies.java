package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.Nearest;
import dev.mizzen.reconcile.model.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;

/** What the components of an application wait for each other for: that it is there, and that none waits for itself. */
final class Dependencies {
    private final Map<String, Application.Component> components = new HashMap<>();
    /** Output → the component that gives it. */
    private final Map<String, String> givers = new HashMap<>();

    private final List<Problem> problems;

    private Dependencies(List<Problem> problems) {
        this.problems = problems;
    }

    static void check(Application application, List<Problem> problems) {
        Dependencies dependencies = new Dependencies(problems);
        application.components().forEach(dependencies::add);
        application.components().forEach(dependencies::names);
        if (problems.isEmpty()) {
            application.components().forEach(dependencies::circle);
        }
    }

    private void add(Application.Component component) {
        components.putIfAbsent(component.name(), component);
        for (Application.Output output : component.outputs()) {
            String other = givers.putIfAbsent(output.name(), component.name());
            if (other != null) {
                problems.add(Problem.at(
                        output.position(),
                        "the output \"" + output.name() + "\" is given already, by component \"" + other + "\""));
            }
        }
    }

    private void names(Application.Component component) {
        for (String name : component.dependsOn()) {
            if (!components.containsKey(name)) {
                problems.add(Problem.at(
                                component.position(),
                                "component \"" + component.name() + "\" depends on \"" + name
                                        + "\", which is no component")
                        .withNearest(Nearest.to(name, components.keySet())));
            }
        }
        for (Application.Input input : component.inputs()) {
            if (!givers.containsKey(input.from())) {
                problems.add(Problem.at(
                                input.position(),
                                "component \"" + component.name() + "\" takes \"" + input.from()
                                        + "\", which no component has among its outputs")
                        .withNearest(Nearest.to(input.from(), givers.keySet())));
            }
        }
    }

    /** Told once, of its first component. */
    private void circle(Application.Component component) {
        List<String> way = way(component.name(), component.name(), new LinkedHashSet<>());
        boolean first = components.values().stream()
                .filter(other -> way.contains(other.name()))
                .noneMatch(
                        other -> other.position().line() < component.position().line());
        if (!way.isEmpty() && first) {
            problems.add(Problem.at(
                    component.position(),
                    "components wait for each other in a circle: " + component.name() + " -> "
                            + String.join(" -> ", way)));
        }
    }

    /** A way from one component to another over what each waits for; empty where there is none. */
    private List<String> way(String from, String to, SequencedSet<String> seen) {
        for (String next : waitsFor(Objects.requireNonNull(components.get(from)))) {
            if (next.equals(to)) {
                return List.of(to);
            }
            if (seen.add(next)) {
                List<String> rest = way(next, to, seen);
                if (!rest.isEmpty()) {
                    List<String> way = new ArrayList<>(List.of(next));
                    way.addAll(rest);
                    return way;
                }
            }
        }
        return List.of();
    }

    private List<String> waitsFor(Application.Component component) {
        List<String> names = new ArrayList<>(component.dependsOn());
        component.inputs().forEach(input -> names.add(givers.get(input.from())));
        return names;
    }
}
