package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.yaml.YamlFile;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An Application in files of its own, one object a file, as KubeVela's {@code vela dry-run} takes them: beside the
 * Application policies and a workflow.
 */
public final class StandaloneFiles {
    private final List<Problem> problems = new ArrayList<>();
    private final List<Value> external = new ArrayList<>();
    private final List<Value> applications = new ArrayList<>();

    private StandaloneFiles() {}

    /** A file, by the name that problems say. */
    public record NamedFile(String name, String text) {}

    /**
     * Reads the files. What is behind the first document of a file is left alone.
     *
     * @param merge whether all policies and the workflow become part of the Application; otherwise they are only checked
     * @throws Rejected with every problem of shape, or else with every problem of names
     */
    public static Application read(List<NamedFile> files, boolean merge) throws Rejected {
        StandaloneFiles read = new StandaloneFiles();
        files.forEach(read::file);
        External external = External.of(read.external, read.problems);
        if (read.applications.size() != 1) {
            read.problems.add(Problem.of("expected one Application, found " + read.applications.size()));
        }
        if (external.workflows().size() > 1) {
            read.problems.add(Problem.of("expected at most one Workflow, found several"));
        }
        Problems.reject(read.problems);
        return read.application(read.applications.getFirst(), merge ? external : External.NONE);
    }

    private Application application(Value document, External external) throws Rejected {
        if (!(document instanceof Value.Mapping top)) {
            throw new Rejected(Problem.at(document.position(), "expected an Application"));
        }
        Value.Mapping merged = external.merged(top);
        Value.Mapping resolved = External.refers(merged) ? external.resolved(merged, problems) : merged;
        KnownProperties.check(resolved, false, problems);
        return ApplicationReader.read(resolved, problems);
    }

    private void file(NamedFile file) {
        YamlFile yaml = YamlReader.read(file.name(), file.text().getBytes(StandardCharsets.UTF_8));
        problems.addAll(yaml.problems());
        Optional<Value> document = yaml.documents().stream()
                .filter(value -> !(value instanceof Value.Nothing))
                .findFirst();
        if (document.filter(Manifests::isApplication).isPresent()) {
            applications.add(document.get());
        } else if (document.filter(External::isExternal).isPresent()) {
            external.add(document.get());
        } else {
            problems.add(Problem.at(
                    document.map(Value::position).orElse(new Position(file.name(), 1, 1)),
                    "expected an Application, a Policy or a Workflow of core.oam.dev"));
        }
    }
}
