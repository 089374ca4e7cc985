package dev.mizzen.daemon.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** What became of a command line that someone typed where the output is no terminal. */
public record Typed(int exit, String out, String err) {
    public static Typed of(String... words) {
        return of(Help.Ansi.OFF, words);
    }

    public static Typed of(Help.Ansi colours, String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setColorScheme(Help.defaultColorScheme(colours));
        int exit = line.execute(words);
        return new Typed(exit, out.toString(), err.toString());
    }
}
