package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The steps of a component that has hooks, each under a name of its own: {@code web/before-1}, {@code web},
 * {@code web/after-1}. A step depends on all before it; who depends on the component depends on all its steps. Pure.
 */
final class HookSteps {
    private static final char BETWEEN = '/'; // It is in no component's name.
    private static final String BEFORE = "before-";
    private static final String AFTER = "after-";

    private HookSteps() {}

    /** The name of a step; 0 is the component itself. */
    static String name(String component, int step) {
        if (step == 0) {
            return component;
        }
        return component + BETWEEN + (step < 0 ? BEFORE + -step : AFTER + step);
    }

    /** The dependencies of components, with those of the steps that {@code desired} has. */
    static Map<String, List<String>> order(Map<String, List<String>> dependsOn, Desired desired) {
        Map<String, SortedMap<Integer, String>> hooked = new HashMap<>();
        for (DesiredObject object : desired.objects()) {
            int at = object.component().indexOf(BETWEEN);
            if (at > 0) {
                String component = object.component().substring(0, at);
                SortedMap<Integer, String> steps = hooked.computeIfAbsent(component, name -> new TreeMap<>());
                steps.put(0, component);
                steps.put(step(object.component().substring(at + 1)), object.component());
            }
        }
        if (hooked.isEmpty()) {
            return dependsOn;
        }
        Map<String, List<String>> all = new HashMap<>();
        dependsOn.forEach((component, dependencies) -> all.put(component, whole(dependencies, hooked)));
        hooked.forEach((component, steps) -> {
            List<String> before = new ArrayList<>(all.getOrDefault(component, List.of()));
            steps.values().forEach(step -> {
                all.put(step, List.copyOf(before));
                before.add(step);
            });
        });
        return all;
    }

    private static List<String> whole(List<String> dependencies, Map<String, SortedMap<Integer, String>> hooked) {
        SequencedSet<String> all = new LinkedHashSet<>();
        for (String dependency : dependencies) {
            SortedMap<Integer, String> steps = hooked.get(dependency);
            if (steps == null) {
                all.add(dependency);
            } else {
                all.addAll(steps.values());
            }
        }
        return List.copyOf(all);
    }

    private static int step(String text) {
        return text.startsWith(BEFORE)
                ? -Integer.parseInt(text.substring(BEFORE.length()))
                : Integer.parseInt(text.substring(AFTER.length()));
    }
}
