package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.define.Definition;
import dev.mizzen.reconcile.model.Rejected;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mizzen definitions reference}: the pages of {@code docs/reference/}. */
@Command(
        name = "reference",
        description = {
            "Write a reference page in Markdown for each definition of a folder, and an index.",
            "",
            "  mizzen definitions reference definitions docs/reference",
            ""
        },
        mixinStandardHelpOptions = true)
final class DefinitionsReference implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "DIR", description = "the folder of definitions")
    private Path directory = Path.of("");

    @Parameters(index = "1", paramLabel = "TARGET", description = "where the pages go")
    private Path target = Path.of("");

    @Override
    public Integer call() {
        try (DefinitionBench bench = new DefinitionBench()) {
            SortedMap<String, String> pages = pages(bench);
            Files.createDirectories(target);
            for (var page : pages.entrySet()) {
                Files.writeString(target.resolve(page.getKey()), page.getValue());
            }
            spec.commandLine().getOut().println("wrote " + pages.size() + " pages");
            return Exit.OK.code();
        } catch (Rejected e) {
            PrintWriter err = spec.commandLine().getErr();
            Finding.sorted(e.problems()).forEach(problem -> err.println(problem.text()));
            return Exit.FOUND.code();
        } catch (IOException e) {
            throw new Failure(Exit.UNREACHABLE, target + " cannot be written");
        }
    }

    private SortedMap<String, String> pages(DefinitionBench bench) throws Rejected, IOException {
        SortedMap<String, String> pages = new TreeMap<>();
        List<Definition> all = bench.below(directory).definitions();
        for (Definition definition : all) {
            Path example = directory.resolve(DefinitionExample.path(definition.kind(), definition.name()));
            Optional<DefinitionExample> read = Files.exists(example)
                    ? Optional.of(DefinitionExample.read(example.toString(), Files.readString(example)))
                    : Optional.empty();
            pages.put(ReferencePage.name(definition), ReferencePage.of(DefinitionsShow.shown(bench, definition), read));
        }
        pages.put("README.md", ReferencePage.index(all));
        return pages;
    }
}
