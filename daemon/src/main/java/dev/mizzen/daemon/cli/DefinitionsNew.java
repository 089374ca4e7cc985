package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.define.Definition.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mizzen definitions new}: a definition to begin with. */
@Command(
        name = "new",
        description = {
            "Write a commented definition to begin with; it renders as it is.",
            "",
            "  mizzen definitions new component cache          prints it",
            "  mizzen definitions new trait canary --to definitions/",
            "                                                  writes definitions/canary.cue and its example",
            ""
        },
        mixinStandardHelpOptions = true)
final class DefinitionsNew implements Callable<Integer> {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "KIND", description = "component, trait, policy or workflow-step")
    private String kind = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "how a type names it")
    private String name = "";

    @Option(names = "--to", paramLabel = "DIR", description = "write here (default: standard output)")
    private @Nullable Path target;

    @Override
    public Integer call() {
        Kind chosen = DefinitionChoice.kind(kind);
        if (!NAME.matcher(name).matches()) {
            throw new Failure(
                    Exit.USAGE, "\"" + name + "\" is no name; expected lower-case letters, digits and hyphens");
        }
        String text = skeleton(chosen.wire() + ".cue");
        if (target == null) {
            spec.commandLine().getOut().print(text);
            spec.commandLine().getOut().flush();
            return Exit.OK.code();
        }
        write(target.resolve(name + ".cue"), text);
        if (chosen != Kind.WORKFLOW_STEP) {
            write(target.resolve(DefinitionExample.path(chosen, name)), skeleton(chosen.wire() + ".yaml"));
        }
        return Exit.OK.code();
    }

    private String skeleton(String file) {
        String path = "/definitions-new/" + file;
        try (InputStream text = Objects.requireNonNull(DefinitionsNew.class.getResourceAsStream(path))) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8).replace("the-name", name);
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    private void write(Path file, String text) {
        if (Files.exists(file)) {
            throw new Failure(Exit.FOUND, file + " is there already");
        }
        try {
            Files.createDirectories(Objects.requireNonNullElse(file.getParent(), Path.of(".")));
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new Failure(Exit.UNREACHABLE, file + " cannot be written");
        }
        spec.commandLine().getOut().println("wrote " + file);
    }
}
