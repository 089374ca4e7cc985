package dev.mizzen.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.snapshot.SnapshotUnreadable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommandLineTest {
    @Test
    void helpNamesEachCommandAndEachExitCode() {
        Typed help = Typed.of("--help");
        assertThat(help.exit()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).startsWith("Mizzen keeps clusters exactly as Git says.");
        Main.commandLine().getSubcommands().forEach((name, command) -> {
            String line = "(?m)^  " + name + " +[A-Z]";
            if (command.getCommandSpec().usageMessage().hidden()) {
                assertThat(help.out()).as(name + " is the launcher's").doesNotContainPattern(line);
            } else {
                assertThat(help.out()).containsPattern(line);
            }
        });
        for (Exit exit : Exit.values()) {
            assertThat(help.out().replaceAll("\\s+", " ")).contains(" " + exit.code() + " " + exit.meaning());
        }
    }

    @Test
    void eachCommandHasHelpThatSaysWhatItDoes() {
        for (CommandLine command : Main.commandLine().getSubcommands().values()) {
            if (command.getCommandName().equals("help")) {
                continue;
            }
            Typed help = Typed.of(command.getCommandName(), "--help");
            assertThat(help.exit()).as(command.getCommandName()).isZero();
            assertThat(help.out()).contains("Usage: mizzen " + command.getCommandName());
        }
    }

    /** As where the program that decrypts is not there, or a key service is away. */
    @Test
    void whatCannotBeReadNowIsNoBug() {
        StringWriter err = new StringWriter();
        CommandLine line =
                Main.commandLine().addSubcommand("reads", new Reads()).setErr(new PrintWriter(err, true));
        assertThat(line.execute("reads")).isEqualTo(Exit.UNREACHABLE.code());
        assertThat(err.toString()).contains("mizzen: a.yaml is encrypted").doesNotContain("bug");
    }

    @CommandLine.Command
    private static final class Reads implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new SnapshotUnreadable("a.yaml is encrypted and cannot be opened now");
        }
    }

    @Test
    void noCommandIsAMistakeOfUse() {
        Typed typed = Typed.of();
        assertThat(typed.exit()).isEqualTo(Exit.USAGE.code());
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err()).startsWith("say what to do").contains("Commands:");
    }

    @Test
    void anUnknownOptionIsAMistakeOfUseForEachCommand() {
        Stream.of("render", "validate", "explain . web prod", "status", "approve", "version")
                .forEach(command -> {
                    Typed typed = Typed.of((command + " --no-such-option").split(" "));
                    assertThat(typed.exit()).as(command).isEqualTo(Exit.USAGE.code());
                    assertThat(typed.err()).contains("Unknown option: '--no-such-option'");
                    assertThat(typed.out()).isEmpty();
                });
    }

    @Test
    void theVersionIsOneLine() {
        assertThat(Typed.of("--version").out()).matches("mizzen \\S+\\R");
        assertThat(Typed.of("version", "-o", "json").out())
                .contains("\"mizzen\" : ")
                .contains("\"java\" : \"25");
    }
}
