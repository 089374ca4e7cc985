package dev.mizzen.reconcile.spec;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import dev.mizzen.reconcile.spec.yaml.YamlFile;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import java.util.ArrayList;
import java.util.List;

/** The Kubernetes objects in texts, and in the YAML and JSON files that lie directly in a directory; hidden files are left alone. */
public final class Manifests {
    /** Most objects of a delivery. */
    static final int OBJECTS = 5_000;

    private Manifests() {}

    /** The objects in order of file and document; a {@code List} is taken apart. */
    static List<Value> read(Tree tree, String directory, List<Problem> problems) {
        List<Value> objects = new ArrayList<>();
        for (Entry.File file : files(tree, directory)) {
            YamlFile yaml = tree.yaml(file);
            problems.addAll(yaml.problems());
            yaml.documents().forEach(document -> object(document, objects, problems));
        }
        if (objects.size() > OBJECTS) {
            problems.add(
                    Problem.at(objects.get(OBJECTS).position(), "the directory has more than " + OBJECTS + " objects"));
            return List.of();
        }
        return List.copyOf(objects);
    }

    /**
     * The objects in a text of YAML documents or JSON; a {@code List} is taken apart.
     *
     * @param name how positions call the text
     * @throws Rejected with every mistake
     */
    public static List<Value.Mapping> read(String name, byte[] text) throws Rejected {
        YamlFile yaml = YamlReader.read(name, text);
        List<Problem> problems = new ArrayList<>(yaml.problems());
        List<Value> objects = new ArrayList<>();
        yaml.documents().forEach(document -> object(document, objects, problems));
        if (objects.size() > OBJECTS) {
            problems.add(Problem.at(objects.get(OBJECTS).position(), "there are more than " + OBJECTS + " objects"));
        }
        if (!problems.isEmpty()) {
            throw new Rejected(problems);
        }
        return objects.stream().map(Value.Mapping.class::cast).toList();
    }

    static List<Entry.File> files(Tree tree, String directory) {
        return tree.children(directory).stream()
                .filter(Entry.File.class::isInstance)
                .map(Entry.File.class::cast)
                .filter(file -> !file.name().startsWith("."))
                .filter(file -> file.name().endsWith(".yaml")
                        || file.name().endsWith(".yml")
                        || file.name().endsWith(".json"))
                .toList();
    }

    static boolean isApplication(Value document) {
        return document instanceof Value.Mapping mapping
                && ShapeCheck.text(mapping, "kind")
                        .filter(ApplicationShape.KIND::equals)
                        .isPresent()
                && ShapeCheck.text(mapping, "apiVersion").orElse("").startsWith("core.oam.dev/");
    }

    private static void object(Value document, List<Value> objects, List<Problem> problems) {
        if (!(document instanceof Value.Mapping mapping)) {
            problems.add(Problem.at(document.position(), "expected a Kubernetes object, found " + document.describe()));
            return;
        }
        if (isApplication(mapping)) {
            problems.add(Problem.at(
                    mapping.position(), "an Application stands alone in its directory, in " + BaseReader.APPLICATION));
            return;
        }
        int before = problems.size();
        for (String field : List.of("apiVersion", "kind")) {
            if (ShapeCheck.text(mapping, field).filter(text -> !text.isBlank()).isEmpty()) {
                problems.add(Problem.at(
                        mapping.position(), "expected a Kubernetes object, found a map without \"" + field + "\""));
            }
        }
        if (problems.size() > before) {
            return;
        }
        if (ShapeCheck.text(mapping, "kind").orElse("").equals("List")
                && mapping.get("items") instanceof Value.Sequence items) {
            items.items().forEach(item -> object(item, objects, problems));
        } else if (ShapeCheck.map(mapping, "metadata")
                .flatMap(m -> ShapeCheck.text(m, "name"))
                .isEmpty()) {
            problems.add(Problem.at(
                    mapping.position(), "expected a Kubernetes object, found a map without \"metadata.name\""));
        } else {
            objects.add(mapping);
        }
    }
}
