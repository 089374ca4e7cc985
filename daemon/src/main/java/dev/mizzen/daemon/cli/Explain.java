package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.spec.DeliverySpec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mizzen explain}: which files and values a delivery, or one field of one of its objects, comes from. */
@Command(
        name = "explain",
        description = {
            "Tell where everything of a delivery comes from, or one field of one object.",
            "Needs no daemon and no cluster. A field is exact (it is this value),",
            "derived (from these values), of a definition (template or default),",
            "or of an artifact (the files of a kustomization).",
            "",
            "  mizzen explain . web prod             files, definitions, every value",
            "  mizzen explain . web prod Deployment/web spec.replicas     one field",
            ""
        },
        mixinStandardHelpOptions = true)
final class Explain implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "DIR", description = "the repository")
    private Path directory = Path.of(".");

    @Parameters(index = "1", paramLabel = "APP", description = "the application")
    private String app = "";

    @Parameters(index = "2", paramLabel = "ENV", description = "the environment")
    private String environment = "";

    @Parameters(index = "3", arity = "0..1", paramLabel = "OBJECT", description = "an object, as Deployment/web")
    private @Nullable String object;

    @Parameters(
            index = "4",
            arity = "0..1",
            paramLabel = "FIELD",
            description = "its field, as spec.template.spec.containers[0].image")
    private @Nullable String field;

    @Mixin
    private KubernetesVersion version = new KubernetesVersion();

    @Mixin
    private AgeKeys keys = new AgeKeys();

    @Mixin
    private ArtifactAccess access = new ArtifactAccess();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        if (object != null && field == null) {
            throw new Failure(Exit.USAGE, "say which field of " + object + ", as in: " + object + " spec.replicas");
        }
        try (Workbench bench =
                Workbench.open(directory, keys, version.facts(), access).masking(spec.commandLine(), false)) {
            return switch (delivery(bench)) {
                case DeliverySpec.Deliver deliver -> explain(bench, deliver);
                case DeliverySpec.AwaitingPromotion waiting ->
                    throw new Failure(Exit.FOUND, waiting.id() + " awaits its first promotion: nothing is delivered");
                case DeliverySpec.Broken broken -> throw new Rejected(broken.problems());
            };
        } catch (Rejected e) {
            PrintWriter err = spec.commandLine().getErr();
            Finding.sorted(e.problems()).forEach(problem -> err.println(problem.text()));
            return Exit.FOUND.code();
        }
    }

    private DeliverySpec delivery(Workbench bench) {
        return bench.deliveries(Optional.of(app), Optional.of(environment)).getFirst();
    }

    private int explain(Workbench bench, DeliverySpec.Deliver delivery) throws Rejected {
        if (object == null || field == null) {
            List<Ingredients.Ingredient> all = Ingredients.of(bench, delivery);
            output.print(all, () -> Ingredients.table(all));
            return Exit.OK.code();
        }
        List<FieldOrigin> origins = FieldOrigin.of(bench, delivery, object, field);
        if (output.format() == Output.Format.table) {
            PrintWriter out = spec.commandLine().getOut();
            origins.forEach(origin -> origin.lines().forEach(out::println));
            out.flush();
        } else {
            output.print(origins, () -> new Table("FIELD"));
        }
        return Exit.OK.code();
    }
}
