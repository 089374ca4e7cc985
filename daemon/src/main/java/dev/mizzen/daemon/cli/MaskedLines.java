package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.model.Leaves;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/** Passes text on line by line, without secret values. */
final class MaskedLines extends Writer {
    private final Writer to;
    private final Leaves leaves;
    private final StringBuilder line = new StringBuilder();

    private MaskedLines(Writer to, Leaves leaves) {
        this.to = to;
        this.leaves = leaves;
    }

    static PrintWriter to(Writer to, Leaves leaves) {
        return new PrintWriter(new MaskedLines(to, leaves), true);
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
        line.append(text, from, length);
        int end = line.lastIndexOf("\n") + 1;
        if (end > 0) {
            to.write(leaves.masked(line.substring(0, end)));
            line.delete(0, end);
        }
    }

    /** A line that has not ended yet waits: half of a value is not known for one. */
    @Override
    public void flush() throws IOException {
        to.flush();
    }

    @Override
    public void close() throws IOException {
        to.write(leaves.masked(line.toString()));
        line.setLength(0);
        to.flush();
    }
}
