package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.model.Rejected;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code mizzen definitions convert}: the YAML form out of the {@code .cue} form, and back. */
@Command(
        name = "convert",
        description = {
            "Convert a definition between KubeVela's two forms: .cue to YAML, YAML to .cue.",
            "Comments inside the template stay; those around it do not.",
            "",
            "  mizzen definitions convert canary.cue                prints YAML",
            "  mizzen definitions convert canary.yaml --to canary.cue",
            ""
        },
        mixinStandardHelpOptions = true)
final class DefinitionsConvert implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "a definition, *.cue, *.yaml or *.yml")
    private Path file = Path.of("");

    @Option(names = "--to", paramLabel = "FILE", description = "write here (default: standard output)")
    private @Nullable Path target;

    @Override
    public Integer call() {
        List<String> texts = new ArrayList<>();
        try (DefinitionBench bench = new DefinitionBench()) {
            var request = JsonNodeFactory.instance
                    .objectNode()
                    .put("op", "convert")
                    .put("file", file.toString())
                    .put("text", read());
            bench.answer(request).path("texts").forEach(text -> texts.add(text.asString("")));
        } catch (Rejected e) {
            PrintWriter err = spec.commandLine().getErr();
            Finding.sorted(e.problems()).forEach(problem -> err.println(problem.text()));
            return Exit.FOUND.code();
        }
        write(texts);
        return Exit.OK.code();
    }

    private String read() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new Failure(Exit.USAGE, file + " cannot be read");
        }
    }

    private void write(List<String> texts) {
        if (texts.size() > 1) {
            throw new Failure(
                    Exit.FOUND, file + " holds " + texts.size() + " definitions, and a .cue file one; split it first");
        }
        String text = String.join("", texts);
        if (target == null) {
            spec.commandLine().getOut().print(text);
            spec.commandLine().getOut().flush();
            return;
        }
        try {
            Files.writeString(target, text);
        } catch (IOException e) {
            throw new Failure(Exit.UNREACHABLE, target + " cannot be written");
        }
    }
}
