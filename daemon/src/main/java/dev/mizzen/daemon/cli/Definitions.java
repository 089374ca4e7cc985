package dev.mizzen.daemon.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mizzen definitions}: what there is, what it takes, and the tools for writing one's own. */
@Command(
        name = "definitions",
        description = {
            "Look at definitions, the built-in ones and your own, and write, test and convert them.",
            "",
            "  mizzen definitions list                        what there is",
            "  mizzen definitions show webservice             its parameters, types and defaults",
            "  mizzen definitions new trait canary            a commented skeleton to begin with",
            "  mizzen definitions test definitions            runs the examples of a folder",
            ""
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            DefinitionsList.class,
            DefinitionsShow.class,
            DefinitionsNew.class,
            DefinitionsTest.class,
            DefinitionsConvert.class,
            DefinitionsCompare.class,
            DefinitionsReference.class
        })
final class Definitions implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say what to do: one of the commands below");
    }
}
