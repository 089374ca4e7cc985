package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.define.Definition;
import dev.mizzen.reconcile.model.Rejected;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mizzen definitions show}: one definition and all of its parameters. */
@Command(
        name = "show",
        description = {
            "Show a definition: what it is for, and each parameter with its type, default and description.",
            "",
            "  mizzen definitions show webservice             a built-in one",
            "  mizzen definitions show canary .               one in ./definitions",
            "  mizzen definitions show scaler -o json         for a script",
            ""
        },
        mixinStandardHelpOptions = true)
final class DefinitionsShow implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "NAME", description = "the definition, as a type names it")
    private String name = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "DIR", description = "a config repository (default: none)")
    private @Nullable Path directory;

    @Option(names = "--kind", paramLabel = "KIND", description = "component, trait, policy or workflow-step")
    private @Nullable String kind;

    @Mixin
    private Output output = new Output();

    /** One definition as a script reads it; {@code open} tells that other parameters pass with a warning. */
    record Shown(
            String kind,
            String name,
            String description,
            String file,
            boolean deprecated,
            List<String> appliesTo,
            boolean open,
            List<ParameterTable.Row> parameters) {}

    @Override
    public Integer call() {
        try (DefinitionBench bench = new DefinitionBench()) {
            Definition definition = DefinitionChoice.of(
                    bench.known(Optional.ofNullable(directory)),
                    name,
                    Optional.ofNullable(kind).map(DefinitionChoice::kind));
            print(shown(bench, definition));
            return Exit.OK.code();
        } catch (Rejected e) {
            PrintWriter err = spec.commandLine().getErr();
            Finding.sorted(e.problems()).forEach(problem -> err.println(problem.text()));
            return Exit.FOUND.code();
        }
    }

    static Shown shown(DefinitionBench bench, Definition definition) throws Rejected {
        var schema = bench.describe(definition);
        return new Shown(
                definition.kind().wire(),
                definition.name(),
                definition.body().path("description").asString(""),
                definition.position().file(),
                DefinitionsList.isDeprecated(definition),
                definition
                        .body()
                        .path("appliesToWorkloads")
                        .valueStream()
                        .map(workload -> workload.asString(""))
                        .toList(),
                schema.path("open").asBoolean(false),
                ParameterTable.rows(schema));
    }

    private void print(Shown shown) {
        if (output.format() != Output.Format.table) {
            output.print(shown, () -> new Table("NAME"));
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(shown.kind() + " " + shown.name() + (shown.deprecated() ? " (deprecated)" : ""));
        out.println(shown.description());
        out.println("from " + shown.file());
        if (!shown.appliesTo().isEmpty()) {
            out.println("for " + String.join(", ", shown.appliesTo()));
        }
        out.println();
        if (shown.parameters().isEmpty()) {
            out.println(shown.open() ? "It takes any parameters." : "It takes no parameters.");
        } else {
            out.print(ParameterTable.table(shown.parameters())
                    .render(spec.commandLine().getColorScheme()));
        }
        out.flush();
    }
}
