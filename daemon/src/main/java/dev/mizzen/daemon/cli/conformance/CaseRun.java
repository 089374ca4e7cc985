package dev.mizzen.daemon.cli.conformance;

import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.define.Definition.Kind;
import dev.mizzen.reconcile.define.KnownTypes;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.place.DryRun;
import dev.mizzen.reconcile.render.ClusterFacts;
import dev.mizzen.reconcile.render.Renderer;
import dev.mizzen.reconcile.spec.Application;
import dev.mizzen.reconcile.spec.StandaloneFiles;
import dev.mizzen.reconcile.spec.StandaloneFiles.NamedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Runs cases through the stages that a delivery takes, up to its objects, and compares. */
public record CaseRun(Renderer renderer, Catalog definitions, ClusterFacts facts) {
    /**
     * What becomes of one case.
     *
     * @throws Waiting if no renderer process can be had now
     * @throws IOException if a file of the case cannot be read
     */
    public Verdict verdict(Case one) throws Waiting, IOException {
        return ListedReason.verdict(ours(one), Expected.of(one));
    }

    private Result ours(Case one) throws Waiting, IOException {
        Result.Stage stage = Result.Stage.FILES;
        try {
            Application application = application(one);
            stage = Result.Stage.MEANING;
            Catalog catalog = definitions.of(CaseFolder.of(one.folder()));
            List<DryRun.Copy> copies = DryRun.copies(application);
            List<Problem> missing = new ArrayList<>(KnownTypes.unknown(application, catalog));
            copies.forEach(copy -> missing.addAll(References.unresolved(copy.application())));
            if (!missing.isEmpty()) {
                throw new Rejected(missing);
            }
            stage = Result.Stage.RENDER;
            List<JsonNode> objects = new ArrayList<>();
            for (DryRun.Copy copy : copies) {
                objects.addAll(objects(copy.application(), catalog));
            }
            return new Result.Objects(List.copyOf(objects));
        } catch (Rejected e) {
            return new Result.Refused(stage, e.problems());
        }
    }

    private static Application application(Case one) throws Rejected, IOException {
        List<NamedFile> files = new ArrayList<>();
        for (String name :
                Stream.concat(Stream.of(Case.APPLICATION), one.extra().stream()).toList()) {
            files.add(new NamedFile(name, Files.readString(one.folder().resolve(name))));
        }
        Application read = StandaloneFiles.read(files, one.merges());
        return one.namespace().map(read::inNamespace).orElse(read);
    }

    private List<JsonNode> objects(Application application, Catalog catalog) throws Rejected, Waiting {
        List<JsonNode> objects = new ArrayList<>();
        for (Application.Component component : application.components()) {
            objects.addAll(objects(application, component, Kind.COMPONENT, catalog));
        }
        for (Application.Policy policy : application.policies()) {
            if (KnownTypes.rendersObjects(policy)) {
                objects.addAll(objects(application, policy.asComponent(), Kind.POLICY, catalog));
            }
        }
        return objects;
    }

    private List<JsonNode> objects(Application application, Application.Component component, Kind kind, Catalog catalog)
            throws Rejected, Waiting {
        return renderer.offline(application, component, kind, catalog, facts).objects().stream()
                .<JsonNode>map(object -> object.manifest().json())
                .toList();
    }
}
