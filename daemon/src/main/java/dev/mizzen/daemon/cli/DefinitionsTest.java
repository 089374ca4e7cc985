package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.define.Definition;
import dev.mizzen.reconcile.define.Definition.Kind;
import dev.mizzen.reconcile.define.DefinitionDirectory;
import dev.mizzen.reconcile.model.Rejected;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code mizzen definitions test}: whether definitions make what their examples say. */
@Command(
        name = "test",
        description = {
            "Run the examples of a folder of definitions.",
            "DIR/examples/<kind>/<name>.yaml holds first a component with its traits (or a policy), then the",
            "objects that it becomes. Built-in definitions may be used too. Exit code 1 if one becomes something else.",
            "",
            "  mizzen definitions test definitions",
            "  mizzen definitions test definitions --update     writes what comes out; read the difference",
            "  mizzen definitions test definitions --strict     each definition must have an example",
            ""
        },
        mixinStandardHelpOptions = true)
final class DefinitionsTest implements Callable<Integer> {
    private static final String FORM = ".yaml";
    /** Components whose objects no template makes: what they render needs a chart or a kustomization beside it. */
    private static final Set<String> ENGINES = Set.of("helm", "helmchart", "kustomize");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            defaultValue = "definitions",
            description = "the folder (default: definitions)")
    private Path directory = Path.of("definitions");

    @Option(names = "--update", description = "write what comes out as what is expected")
    private boolean update;

    @Option(names = "--strict", description = "a definition without an example is a mistake")
    private boolean strict;

    @Mixin
    private KubernetesVersion version = new KubernetesVersion();

    @Mixin
    private Output output = new Output();

    /** Component types whose objects an engine makes of a repository's files, which an example does not have. */
    private static final Set<String> ENGINES = Set.of("helm", "helmchart", "kustomize");

    /** What became of one example; {@code message} is empty where it passed. */
    record Outcome(String kind, String name, boolean passed, String message) {}

    @Override
    public Integer call() {
        List<Outcome> outcomes = new ArrayList<>();
        try (DefinitionBench bench = new DefinitionBench()) {
            DefinitionDirectory own = bench.below(directory);
            own.problems().forEach(problem -> outcomes.add(new Outcome("file", "", false, problem.toString())));
            List<Definition> known = known(own, bench.builtIn());
            for (Definition definition : own.definitions()) {
                if (isRendered(definition)) {
                    outcomes.addAll(examples(bench, known, definition));
                }
            }
        }
        print(outcomes);
        return outcomes.stream().allMatch(Outcome::passed) ? Exit.OK.code() : Exit.FOUND.code();
    }

    private static boolean isRendered(Definition definition) {
        return switch (definition.kind()) {
            case COMPONENT -> !ENGINES.contains(definition.name());
            case TRAIT, POLICY -> true;
            case WORKFLOW_STEP -> false;
        };
    }

    /** The folder's own before the built-in ones. */
    private static List<Definition> known(DefinitionDirectory own, List<Definition> builtIn) {
        return Stream.concat(
                        own.definitions().stream(),
                        builtIn.stream()
                                .filter(other -> own.definitions().stream()
                                        .noneMatch(mine -> mine.kind() == other.kind()
                                                && mine.name().equals(other.name()))))
                .toList();
    }

    private List<Outcome> examples(DefinitionBench bench, List<Definition> known, Definition definition) {
        List<Path> files = files(definition);
        if (files.isEmpty() && strict && !ENGINES.contains(definition.name())) {
            Path expected = directory.resolve(DefinitionExample.path(definition.kind(), definition.name()));
            return List.of(outcome(definition, "no example; expected " + expected));
        }
        return files.stream().map(file -> run(bench, known, definition, file)).toList();
    }

    /** {@code name.yaml}, and {@code name.anything.yaml} where one is not enough. */
    private List<Path> files(Definition definition) {
        Path first = directory.resolve(DefinitionExample.path(definition.kind(), definition.name()));
        Path folder = first.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> {
                        String name = String.valueOf(file.getFileName());
                        return name.startsWith(definition.name() + ".") && name.endsWith(FORM);
                    })
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new Failure(Exit.USAGE, folder + " cannot be read");
        }
    }

    private Outcome run(DefinitionBench bench, List<Definition> known, Definition definition, Path file) {
        try {
            DefinitionExample example = DefinitionExample.read(file.toString(), Files.readString(file));
            List<JsonNode> made = example.render(bench, part(definition), known, version.facts());
            if (update) {
                Files.writeString(file, example.with(made));
                return outcome(definition, "");
            }
            return outcome(
                    definition,
                    example.firstDifference(made)
                            .map(number -> file + ": object " + (number + 1) + " is not as the example says; it is\n"
                                    + (number < made.size() ? Output.yaml(made.get(number)) : "not there\n"))
                            .orElse(""));
        } catch (Rejected e) {
            return outcome(
                    definition,
                    e.problems().stream().map(problem -> file + ": " + problem).collect(Collectors.joining("\n")));
        } catch (IOException e) {
            throw new Failure(Exit.USAGE, file + " cannot be read or written");
        }
    }

    /** What an example of a trait shows is a component that has it. */
    private static Kind part(Definition definition) {
        return definition.kind() == Kind.POLICY ? Kind.POLICY : Kind.COMPONENT;
    }

    private static Outcome outcome(Definition definition, String message) {
        return new Outcome(definition.kind().wire(), definition.name(), message.isEmpty(), message);
    }

    private void print(List<Outcome> outcomes) {
        if (output.format() != Output.Format.table) {
            output.print(outcomes, () -> new Table("NAME"));
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        outcomes.stream()
                .filter(outcome -> !outcome.passed())
                .forEach(outcome -> out.println(outcome.kind() + " " + outcome.name() + ": " + outcome.message()));
        long passed = outcomes.stream().filter(Outcome::passed).count();
        out.println(passed + " passed, " + (outcomes.size() - passed) + " failed");
        out.flush();
    }
}
