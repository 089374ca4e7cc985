package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.define.Definition;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mizzen definitions list}: every type that an application may use. */
@Command(
        name = "list",
        description = {
            "List the definitions that applications may use: those of a config repository before the built-in ones.",
            "",
            "  mizzen definitions list                the built-in ones",
            "  mizzen definitions list .              with those in ./definitions",
            "  mizzen definitions list --kind trait   one kind",
            ""
        },
        mixinStandardHelpOptions = true)
final class DefinitionsList implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "DIR", description = "a config repository (default: none)")
    private @Nullable Path directory;

    @Option(names = "--kind", paramLabel = "KIND", description = "component, trait, policy or workflow-step")
    private @Nullable String kind;

    @Mixin
    private Output output = new Output();

    /** One definition as a script reads it. */
    record Listed(String kind, String name, String from, boolean deprecated, String description) {
        static Listed of(Definition definition) {
            return new Listed(
                    definition.kind().wire(),
                    definition.name(),
                    definition.isBuiltIn()
                            ? "built-in"
                            : definition.body().path("file").asString(""),
                    isDeprecated(definition),
                    definition.body().path("description").asString(""));
        }
    }

    static boolean isDeprecated(Definition definition) {
        return definition.body().path("labels").path("deprecated").asString("").equals("true");
    }

    @Override
    public Integer call() {
        Optional<Definition.Kind> wanted = Optional.ofNullable(kind).map(DefinitionChoice::kind);
        try (DefinitionBench bench = new DefinitionBench()) {
            List<Listed> all = bench.known(Optional.ofNullable(directory)).stream()
                    .filter(definition -> wanted.map(definition.kind()::equals).orElse(true))
                    .map(Listed::of)
                    .toList();
            output.print(all, () -> table(all));
        }
        return Exit.OK.code();
    }

    private static Table table(List<Listed> all) {
        Table table = new Table("KIND", "NAME", "FROM", "DESCRIPTION");
        all.forEach(one -> table.row(one.kind(), one.name(), one.from(), one.description()));
        return table;
    }
}
