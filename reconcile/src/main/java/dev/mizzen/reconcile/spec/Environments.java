package dev.mizzen.reconcile.spec;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.model.Nearest;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The directories of {@code environments/}. */
record Environments(List<Place> places, List<Problem> problems) {
    static final String ENVIRONMENTS = "environments";
    private static final String ENVIRONMENT = "environment.yaml";

    /**
     * One environment.
     *
     * @param environment empty where {@code problems} say why
     * @param overlays sorted by name
     */
    record Place(
            EnvironmentName name,
            Optional<Environment> environment,
            List<Entry.File> overlays,
            List<Problem> problems,
            Map<String, String> reads) {}

    static Environments read(Snapshot head) {
        List<Place> places = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Entry entry : new Tree(head).children(ENVIRONMENTS)) {
            if (entry instanceof Entry.Directory && EnvironmentName.isEnvironmentName(entry.name())) {
                places.add(place(head, entry, problems));
            } else if (entry instanceof Entry.Directory) {
                problems.add(Problem.at(
                        Tree.start(entry.path()),
                        "\"" + entry.name() + "\" is no name of an environment: expected at most 63 lower-case letters,"
                                + " digits and \"-\""));
            }
        }
        List<Place> checked = promotions(places);
        checked.forEach(place -> problems.addAll(place.problems()));
        return new Environments(checked, problems);
    }

    /** Whether a path lies in {@code environments/}, which is always read at the branch's head. */
    static boolean holds(String path) {
        return path.equals(ENVIRONMENTS) || path.startsWith(ENVIRONMENTS + "/");
    }

    List<Environment> valid() {
        return places.stream().flatMap(place -> place.environment().stream()).toList();
    }

    private static Place place(Snapshot head, Entry directory, List<Problem> problems) {
        Tree tree = new Tree(head);
        EnvironmentName name = new EnvironmentName(directory.name());
        List<Problem> own = new ArrayList<>();
        Optional<Environment> environment = environment(tree, directory.path() + "/" + ENVIRONMENT, name, own);
        Map<String, String> reads = Map.copyOf(tree.reads());
        List<Entry.File> overlays = new ArrayList<>();
        for (Entry entry : tree.children(directory.path())) {
            if (entry instanceof Entry.File file && !file.name().equals(ENVIRONMENT)) {
                if (file.name().endsWith(".yaml")) {
                    overlays.add(file);
                } else if (file.name().endsWith(".yml") || file.name().endsWith(".json")) {
                    problems.add(Problem.at(Tree.start(file.path()), "expected a name that ends with \".yaml\""));
                }
            }
        }
        return new Place(name, environment, overlays, own, reads);
    }

    private static Optional<Environment> environment(
            Tree tree, String path, EnvironmentName name, List<Problem> problems) {
        Optional<Entry.File> file = tree.file(path);
        if (file.isEmpty()) {
            problems.add(Problem.at(Tree.start(path), "the file is missing"));
            return Optional.empty();
        }
        Optional<Value> document = tree.document(file.get(), EnvironmentShape.KIND, problems);
        if (document.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(EnvironmentReader.read(document.get(), name));
        } catch (Rejected e) {
            problems.addAll(e.problems());
            return Optional.empty();
        }
    }

    /** Breaks the environments that promote from one that is not there, or in a circle. */
    private static List<Place> promotions(List<Place> places) {
        Map<EnvironmentName, Place> byName = new HashMap<>();
        places.forEach(place -> byName.put(place.name(), place));
        return places.stream()
                .map(place -> problem(place, byName)
                        .map(problem -> new Place(
                                place.name(), Optional.empty(), place.overlays(), List.of(problem), place.reads()))
                        .orElse(place))
                .toList();
    }

    private static Optional<Problem> problem(Place place, Map<EnvironmentName, Place> byName) {
        Optional<Environment.Promotion> promotion = promotion(place);
        if (promotion.isEmpty()) {
            return Optional.empty();
        }
        Position at = promotion.get().position();
        EnvironmentName from = promotion.get().from();
        if (!byName.containsKey(from)) {
            List<String> names =
                    byName.keySet().stream().map(EnvironmentName::value).toList();
            return Optional.of(Problem.at(at, "there is no environment \"" + from + "\" to promote from")
                    .withNearest(Nearest.to(from.value(), names)));
        }
        Optional<Place> next = Optional.of(byName.get(from));
        for (int i = 0; i < byName.size() && next.isPresent(); i++) {
            if (next.get().name().equals(place.name())) {
                return Optional.of(Problem.at(at, "the environment promotes from itself, by way of \"" + from + "\""));
            }
            next = promotion(next.get()).map(p -> byName.get(p.from()));
        }
        return Optional.empty();
    }

    private static Optional<Environment.Promotion> promotion(Place place) {
        return place.environment().flatMap(Environment::promotion);
    }
}
