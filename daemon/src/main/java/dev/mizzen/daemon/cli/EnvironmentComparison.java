package dev.mizzen.daemon.cli;

import dev.mizzen.daemon.report.Masked;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Nearest;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.render.Rendered;
import dev.mizzen.reconcile.spec.DeliverySpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/** What is rendered for two environments of a repository, object by object. Asks no cluster. */
final class EnvironmentComparison {
    private final Workbench bench;
    private final String left;
    private final String right;
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private int compared;

    /**
     * What is one object in both environments.
     *
     * @param namespace empty where it is the one that the environment puts it into
     */
    private record Key(String app, String group, String kind, String namespace, String name) {
        static Key of(String app, Unit unit, ObjectNode object) {
            String version = object.path("apiVersion").asString("");
            String namespace = object.path("metadata").path("namespace").asString("");
            return new Key(
                    app,
                    version.contains("/") ? version.substring(0, version.indexOf('/')) : "",
                    object.path("kind").asString(""),
                    namespace.equals(unit.namespace()) ? "" : namespace,
                    object.path("metadata").path("name").asString(""));
        }

        String object() {
            return kind + "/" + (namespace.isEmpty() ? "" : namespace + "/") + name;
        }
    }

    /** An object as it is at one or several places. */
    private record Form(ObjectNode object, SortedSet<String> places) {}

    /** @throws Failure if one of them is not there */
    EnvironmentComparison(Workbench bench, String left, String right) {
        this.bench = bench;
        this.left = left;
        this.right = right;
        List<String> names = bench.spec().environments().stream()
                .map(environment -> environment.name().value())
                .toList();
        for (String name : List.of(left, right)) {
            if (!names.contains(name)) {
                throw new Failure(
                        Exit.FOUND,
                        Problem.of("there is no environment \"" + name + "\"")
                                .withNearest(Nearest.to(name, names))
                                .toString());
            }
        }
    }

    /** Each object that differs or is in one environment alone. */
    List<EnvironmentDiff> of(Optional<String> app) {
        Map<Key, List<Form>> first = forms(app, left);
        Map<Key, List<Form>> second = forms(app, right);
        Set<Key> keys = new LinkedHashSet<>(first.keySet());
        keys.addAll(second.keySet());
        compared = keys.size();
        List<EnvironmentDiff> diffs = new ArrayList<>();
        for (Key key : keys) {
            diffs.addAll(diffs(key, first.getOrDefault(key, List.of()), second.getOrDefault(key, List.of())));
        }
        return diffs;
    }

    List<Problem> problems() {
        return problems;
    }

    /** What could not be compared. */
    Set<String> notes() {
        return notes;
    }

    /** How many objects there are in one of the environments or both. */
    int compared() {
        return compared;
    }

    private List<EnvironmentDiff> diffs(Key key, List<Form> first, List<Form> second) {
        if (first.isEmpty() || second.isEmpty()) {
            String environment = second.isEmpty() ? left : right;
            SortedSet<String> places = new TreeSet<>();
            (second.isEmpty() ? first : second).forEach(form -> places.addAll(form.places()));
            return List.of(new EnvironmentDiff(
                    key.app(), key.object(), EnvironmentDiff.ONLY, Map.of(environment, places), List.of()));
        }
        // Clusters of one environment may have different forms of an object: none of them is left out.
        List<EnvironmentDiff> diffs = new ArrayList<>();
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            Form before = first.get(Math.min(i, first.size() - 1));
            Form after = second.get(Math.min(i, second.size() - 1));
            if (!before.object().equals(after.object())) {
                diffs.add(diff(key, before, after));
            }
        }
        return diffs;
    }

    private EnvironmentDiff diff(Key key, Form before, Form after) {
        Masked.Pair masked = Masked.pair(before.object(), after.object());
        Map<String, SortedSet<String>> places = new LinkedHashMap<>();
        places.put(left, before.places());
        places.put(right, after.places());
        return new EnvironmentDiff(
                key.app(),
                key.object(),
                EnvironmentDiff.DIFFERS,
                places,
                FieldDifference.between(masked.before(), masked.after()).stream()
                        .map(field -> new EnvironmentDiff.Field(field.path().toString(), field.values(left, right)))
                        .toList());
    }

    private Map<Key, List<Form>> forms(Optional<String> app, String environment) {
        Map<Key, List<Form>> forms = new LinkedHashMap<>();
        for (DeliverySpec delivery : bench.spec().deliveries()) {
            if (delivery.id().environment().value().equals(environment)
                    && app.map(delivery.id().app().value()::equals).orElse(true)) {
                add(forms, delivery);
            }
        }
        return forms;
    }

    private void add(Map<Key, List<Form>> forms, DeliverySpec delivery) {
        switch (delivery) {
            case DeliverySpec.Broken broken -> problems.addAll(broken.problems());
            case DeliverySpec.AwaitingPromotion waiting ->
                notes.add(name(delivery) + " waits for its first promotion: nothing is delivered there yet");
            case DeliverySpec.Deliver deliver -> {
                try {
                    bench.render(deliver).forEach(rendered -> add(forms, deliver, rendered));
                } catch (Rejected e) {
                    problems.addAll(e.problems());
                }
            }
        }
    }

    private void add(Map<Key, List<Form>> forms, DeliverySpec.Deliver delivery, Rendered rendered) {
        Unit unit = rendered.unit();
        switch (rendered) {
            case Rendered.Late late ->
                notes.add(name(delivery) + ", component " + unit.component().name() + " is not compared: it is"
                        + " rendered once it has " + late.waitsFor());
            case Rendered.Ready ready ->
                ready.objects().forEach(made -> {
                    ObjectNode object = made.manifest().json();
                    List<Form> known = forms.computeIfAbsent(
                            Key.of(delivery.id().app().value(), unit, object), key -> new ArrayList<>());
                    String place = place(unit.cluster(), unit.namespace());
                    known.stream()
                            .filter(form -> form.object().equals(object))
                            .findFirst()
                            .ifPresentOrElse(
                                    form -> form.places().add(place),
                                    () -> known.add(new Form(object, new TreeSet<>(Set.of(place)))));
                });
        }
    }

    private static String place(ClusterName cluster, String namespace) {
        return cluster + "/" + namespace;
    }

    private static String name(DeliverySpec delivery) {
        return delivery.id().environment() + "/" + delivery.id().app();
    }
}
