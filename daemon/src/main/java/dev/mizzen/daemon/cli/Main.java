package dev.mizzen.daemon.cli;

import dev.mizzen.gitsource.snapshot.SnapshotUnreadable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.LoggerFactory;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code mizzen}: the one entry point; picks the command and turns its end into an exit code. */
@Command(
        name = "mizzen",
        header = "Mizzen keeps clusters exactly as Git says.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            Run.class,
            Demo.class,
            Render.class,
            Explain.class,
            Diff.class,
            Validate.class,
            Lock.class,
            Definitions.class,
            Schema.class,
            Conformance.class,
            Status.class,
            History.class,
            Dora.class,
            Promotions.class,
            Clusters.class,
            Freeze.class,
            Unfreeze.class,
            Resolved.class,
            Bench.class,
            Train.class,
            Approve.class,
            Rollback.class,
            Version.class,
            GenerateCompletion.class,
            HelpCommand.class
        },
        description = {
            "",
            "Try it:        mizzen demo",
            "Run it:        mizzen run --config mizzen.yaml",
            "Check a repo:  mizzen validate path/to/repo",
            "See results:   mizzen render path/to/repo",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        footer = {"", "Completion: source <(mizzen generate-completion)"})
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return commandLine(new Approve());
    }

    static CommandLine commandLine(Approve approve) {
        CommandLine line = new CommandLine(new Main(), new Commands(approve));
        line.setExecutionExceptionHandler(new EndOfCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        Map<String, String> codes = new LinkedHashMap<>();
        for (Exit exit : Exit.values()) {
            codes.put(" " + exit.code(), exit.meaning());
        }
        line.getCommandSpec().usageMessage().exitCodeList(codes);
        return line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say what to do: one of the commands below");
    }

    /** Failures that a command names get their own code; anything else is a bug and says so. */
    private static final class EndOfCommand implements IExecutionExceptionHandler {
        @Override
        public int handleExecutionException(Exception thrown, CommandLine line, ParseResult result) {
            if (thrown instanceof Failure failure) {
                line.getErr().println(line.getColorScheme().errorText("mizzen: " + failure.getMessage()));
                return failure.exit().code();
            }
            if (thrown instanceof SnapshotUnreadable unreadable) {
                line.getErr().println(line.getColorScheme().errorText("mizzen: " + unreadable.getMessage()));
                return Exit.UNREACHABLE.code();
            }
            LoggerFactory.getLogger(Main.class).error("command failed", thrown);
            line.getErr().println(line.getColorScheme().errorText("mizzen: this is a bug in Mizzen: " + thrown));
            return Exit.BUG.code();
        }
    }

    /** Makes the commands; all but one need nothing from outside. */
    private record Commands(Approve approve) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            return type == Approve.class
                    ? type.cast(approve)
                    : CommandLine.defaultFactory().create(type);
        }
    }
}
