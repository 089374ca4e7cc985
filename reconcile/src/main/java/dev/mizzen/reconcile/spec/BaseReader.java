package dev.mizzen.reconcile.spec;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.Nearest;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Reads what an application is made of. A directory is, by the first that is there: {@code application.yaml}; a chart
 * ({@code Chart.yaml}); a kustomization; or the manifests that lie directly in it.
 */
final class BaseReader {
    static final String APPS = "apps";
    static final String APPLICATION = "application.yaml";
    private static final List<String> KUSTOMIZATIONS =
            List.of("kustomization.yaml", "kustomization.yml", "Kustomization");

    private BaseReader() {}

    /** {@code apps/<app>} of a snapshot. */
    static Base read(Snapshot snapshot, AppName app) {
        Tree tree = new Tree(snapshot);
        List<Problem> problems = new ArrayList<>();
        String path = APPS + "/" + app;
        Optional<Entry.File> file = tree.file(path + "/" + APPLICATION);
        if (file.isPresent()) {
            Optional<Value> document = tree.document(file.get(), ApplicationShape.KIND, problems);
            document.ifPresent(value -> check(value, app, problems));
            return Base.of(document.map(value -> whole(value, tree, path, problems)), problems, tree);
        }
        if (!tree.isDirectory(path)) {
            problems.add(
                    Problem.of("there is no directory " + path).withNearest(Nearest.to(app.value(), apps(snapshot))));
            return Base.of(Optional.empty(), problems, tree);
        }
        return plain(tree, path, app, problems);
    }

    /** An Application with the workflow and the policies that it refers to, which stand in files of the same directory. */
    static Value whole(Value document, Tree tree, String directory, List<Problem> problems) {
        return document instanceof Value.Mapping application && problems.isEmpty() && External.refers(application)
                ? External.beside(tree, directory, problems).resolved(application, problems)
                : document;
    }

    /** That a document is an Application named {@code app}. */
    static void check(Value document, AppName app, List<Problem> problems) {
        ShapeCheck.ofWhole(problems).check(document, ApplicationShape.base());
        if (document instanceof Value.Mapping top) {
            if (!problems.isEmpty()) {
                KnownProperties.check(top, false, problems);
            }
            EnvironmentReader.checkName(top, app.value(), "directory", problems);
        }
    }

    /** A directory without an Application in it. */
    static Base plain(Tree tree, String path, AppName app, List<Problem> problems) {
        String prefix = path.isEmpty() ? "" : path + "/";
        Optional<Entry.File> chart = tree.file(prefix + "Chart.yaml");
        Optional<Entry.File> kustomization = KUSTOMIZATIONS.stream()
                .flatMap(name -> tree.file(prefix + name).stream())
                .findFirst();
        if (chart.isPresent() || kustomization.isPresent()) {
            Position at = Tree.start(chart.or(() -> kustomization).orElseThrow().path());
            tree.children(path);
            Value directory = map(at, Map.of("path", new Value.Text(at, path)));
            return Base.of(
                    Optional.of(application(at, app, chart.isPresent() ? "helm" : "kustomize", directory)),
                    problems,
                    tree);
        }
        List<Value> objects = Manifests.read(tree, path, problems);
        if (objects.isEmpty() && problems.isEmpty()) {
            String where = path.isEmpty() ? "the repository" : path;
            problems.add(Problem.of("expected " + APPLICATION + ", Chart.yaml, kustomization.yaml or manifests in "
                    + where + ", found none of them"));
        }
        if (objects.isEmpty()) {
            return Base.of(Optional.empty(), problems, tree);
        }
        Position at = objects.getFirst().position();
        Value properties = map(at, Map.of("objects", new Value.Sequence(at, objects)));
        return Base.of(Optional.of(application(at, app, "k8s-objects", properties)), problems, tree);
    }

    private static Value application(Position at, AppName app, String type, Value properties) {
        SequencedMap<String, Value> component = new LinkedHashMap<>();
        component.put("name", new Value.Text(at, app.value()));
        component.put("type", new Value.Text(at, type));
        component.put("properties", properties);
        SequencedMap<String, Value> top = new LinkedHashMap<>();
        top.put("apiVersion", new Value.Text(at, ApplicationShape.API_VERSION));
        top.put("kind", new Value.Text(at, ApplicationShape.KIND));
        top.put("metadata", map(at, Map.of("name", new Value.Text(at, app.value()))));
        top.put("spec", map(at, Map.of("components", new Value.Sequence(at, List.of(map(at, component))))));
        return map(at, top);
    }

    private static Value.Mapping map(Position at, Map<String, Value> values) {
        SequencedMap<String, Value.Field> fields = new LinkedHashMap<>();
        values.forEach((key, value) -> fields.put(key, new Value.Field(value.position(), value)));
        return Value.Mapping.of(at, fields);
    }

    private static List<String> apps(Snapshot snapshot) {
        return new Tree(snapshot)
                .children(APPS).stream()
                        .filter(Entry.Directory.class::isInstance)
                        .map(Entry::name)
                        .toList();
    }
}
