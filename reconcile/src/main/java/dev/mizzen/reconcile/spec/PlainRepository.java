package dev.mizzen.reconcile.spec;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.yaml.YamlFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The applications of a repository without {@code environments/}. */
final class PlainRepository {
    private final Map<AppName, Supplier<Base>> bases = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private PlainRepository() {}

    static PlainRepository read(Snapshot head) {
        PlainRepository repository = new PlainRepository();
        Tree tree = new Tree(head);
        if (tree.isDirectory(BaseReader.APPS)) {
            repository.directories(head, tree.children(BaseReader.APPS));
        } else {
            repository.root(head);
        }
        return repository;
    }

    /** Applications of a directory of their own are read only when they are asked for. */
    Map<AppName, Supplier<Base>> bases() {
        return bases;
    }

    List<Problem> problems() {
        return problems;
    }

    private void directories(Snapshot head, List<Entry> entries) {
        for (Entry entry : entries) {
            if (entry instanceof Entry.Directory && AppName.isAppName(entry.name())) {
                AppName app = new AppName(entry.name());
                bases.put(app, () -> placed(BaseReader.read(head, app), entry.path()));
            } else if (entry instanceof Entry.Directory) {
                problems.add(Problem.at(
                        Tree.start(entry.path()),
                        "\"" + entry.name() + "\" is no name of an application: expected at most 63 lower-case letters,"
                                + " digits and \"-\""));
            }
        }
    }

    private void root(Snapshot head) {
        for (Entry.File file : Manifests.files(new Tree(head), "")) {
            Tree tree = new Tree(head);
            YamlFile yaml = tree.yaml(file);
            if (yaml.documents().stream().anyMatch(Manifests::isApplication)) {
                yaml.documents().stream()
                        .filter(document -> !External.isExternal(document))
                        .forEach(document -> application(document, yaml.problems(), tree));
            } else {
                problems.addAll(yaml.problems());
            }
        }
        if (bases.isEmpty() && problems.isEmpty()) {
            Tree tree = new Tree(head);
            AppName app = new AppName(head.source().value());
            Base base = BaseReader.plain(tree, "", app, new ArrayList<>());
            bases.put(app, () -> base);
        }
    }

    private void application(Value document, List<Problem> ofFile, Tree tree) {
        List<Problem> own = new ArrayList<>(ofFile);
        Optional<Value.Text> name = name(document);
        if (!Manifests.isApplication(document)) {
            problems.add(Problem.at(
                    document.position(),
                    "expected an Application beside the others of this file, found something else; objects belong into"
                            + " a component of type k8s-objects"));
            return;
        }
        if (name.isEmpty()) {
            problems.add(Problem.at(
                    document.position(),
                    "expected an Application with a metadata.name of at most 63 lower-case letters,"
                            + " digits and \"-\""));
            return;
        }
        AppName app = new AppName(name.get().text());
        BaseReader.check(document, app, own);
        if (bases.containsKey(app)) {
            own.add(twice(name.get().position(), app));
        }
        Base base = Base.of(Optional.of(BaseReader.whole(document, tree, "", own)), own, tree);
        bases.put(app, () -> base);
    }

    private static Problem twice(Position at, AppName app) {
        return Problem.at(at, "the application \"" + app + "\" is already there in this directory");
    }

    private static Optional<Value.Text> name(Value document) {
        return document instanceof Value.Mapping top
                        && top.get("metadata") instanceof Value.Mapping metadata
                        && metadata.get("name") instanceof Value.Text text
                        && AppName.isAppName(text.text())
                ? Optional.of(text)
                : Optional.empty();
    }

    private static Base placed(Base base, String path) {
        List<Problem> problems = base.problems().stream()
                .map(problem -> problem.position().isPresent()
                        ? problem
                        : new Problem(
                                Optional.of(Tree.start(path)),
                                problem.message(),
                                problem.nearest(),
                                problem.definition()))
                .toList();
        return new Base(base.application(), problems, base.reads());
    }
}
