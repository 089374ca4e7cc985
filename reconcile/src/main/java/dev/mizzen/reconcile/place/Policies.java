package dev.mizzen.reconcile.place;

import dev.mizzen.reconcile.model.Nearest;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.Application;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Policies as steps choose and apply them. */
final class Policies {
    private Policies() {}

    static List<Application.Policy> ofType(List<Application.Policy> policies, String type) {
        return policies.stream().filter(policy -> policy.type().equals(type)).toList();
    }

    static List<Application.Policy> and(List<Application.Policy> policies, Application.Policy more) {
        List<Application.Policy> all = new ArrayList<>(policies);
        all.add(more);
        return List.copyOf(all);
    }

    /**
     * The policies that a deploy step names, in that order.
     *
     * @param problems grows by names that are not there
     */
    static List<Application.Policy> named(Application application, Value.Mapping step, List<Problem> problems) {
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

    /** The components after each of the override policies among {@code policies}, in their order. */
    static List<Application.Component> overridden(
            List<Application.Component> components, List<Application.Policy> policies, List<Problem> problems) {
        List<Application.Component> result = components;
        for (Application.Policy override : ofType(policies, "override")) {
            result = OverridePolicy.of(override, problems).apply(result);
        }
        return result;
    }

    static List<Value.Text> texts(Value.Mapping mapping, String field) {
        return mapping.get(field) instanceof Value.Sequence list
                ? list.items().stream().map(Value.Text.class::cast).toList()
                : List.of();
    }
}
