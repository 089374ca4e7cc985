package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.shape.Shape;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Applications whose pins in an environment move in one commit, forward once all of them are proved, and back once one of
 * them fails.
 *
 * @param apps in the order of the file; at least one
 */
public record PromotionGroup(String name, List<AppName> apps) {
    /** Most applications of a group. */
    public static final int MOST_APPS = 50;

    /** Keeps the list as it is now. */
    public PromotionGroup {
        apps = List.copyOf(apps);
    }

    static Shape shape() {
        return new Shape.ListOf(new Shape.Fields(
                Map.of("name", ApplicationShape.DNS_LABEL, "apps", new Shape.ListOf(ApplicationShape.DNS_LABEL)),
                Set.of("name", "apps")));
    }

    /** That no name is given twice, and no application moves with two groups. */
    static void check(Value.Mapping promotion, List<Problem> problems) {
        Set<String> names = new HashSet<>();
        Map<String, String> groupOf = new HashMap<>();
        for (Value.Mapping group : ShapeCheck.maps(promotion, "groups")) {
            String name = ShapeCheck.text(group, "name").orElse("");
            if (!names.add(name)) {
                problems.add(Problem.at(group.position(), "there is another group \"" + name + "\""));
                continue;
            }
            List<Value> apps = apps(group);
            if (apps.isEmpty() || apps.size() > MOST_APPS) {
                problems.add(Problem.at(
                        group.position(), "expected 1 to " + MOST_APPS + " applications, found " + apps.size()));
            }
            for (Value app : apps) {
                String other = groupOf.putIfAbsent(((Value.Text) app).text(), name);
                if (other != null) {
                    problems.add(Problem.at(
                            app.position(),
                            "\"" + ((Value.Text) app).text() + "\" moves with the group \"" + other + "\" already"));
                }
            }
        }
    }

    static List<PromotionGroup> read(Value.Mapping promotion) {
        return ShapeCheck.maps(promotion, "groups").stream()
                .map(group -> new PromotionGroup(
                        ShapeCheck.text(group, "name").orElseThrow(),
                        apps(group).stream()
                                .map(app -> new AppName(((Value.Text) app).text()))
                                .toList()))
                .toList();
    }

    private static List<Value> apps(Value.Mapping group) {
        return group.get("apps") instanceof Value.Sequence list ? list.items() : List.of();
    }
}
