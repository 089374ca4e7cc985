package dev.mizzen.reconcile.place;

import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.Application;
import dev.mizzen.reconcile.spec.Application.Component;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes several of one component, one for each key; names of objects are the definitions' matter. */
final class Replication {
    private Replication() {}

    /** First the components that no policy selects, then those that one does, once for each of its keys. */
    static List<Component> apply(
            List<Component> components, List<Application.Policy> policies, List<Problem> problems) {
        Set<String> replicated = new HashSet<>();
        List<Component> added = new ArrayList<>();
        for (Application.Policy policy : policies) {
            Value.Mapping properties = policy.properties().orElseThrow();
            Set<String> selector = texts(properties, "selector");
            List<Component> selected =
                    components.stream().filter(c -> selector.contains(c.name())).toList();
            if (selected.isEmpty()) {
                problems.add(Problem.at(
                        policy.position(), "the policy \"" + policy.name() + "\" selects no component to replicate"));
            }
            for (Component component : selected) {
                replicated.add(component.name());
                Policies.texts(properties, "keys").forEach(key -> added.add(component.withReplicaKey(key.text())));
            }
        }
        List<Component> result = new ArrayList<>(components.stream()
                .filter(component -> !replicated.contains(component.name()))
                .toList());
        result.addAll(added);
        return List.copyOf(result);
    }

    private static Set<String> texts(Value.Mapping properties, String field) {
        Set<String> texts = new HashSet<>();
        Policies.texts(properties, field).forEach(text -> texts.add(text.text()));
        return texts;
    }
}
