package dev.mizzen.testkit.git;

import com.sun.net.httpserver.HttpExchange;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Does to an exchange what a {@link Fault} says. */
final class Faults {
    private Faults() {}

    /** Whether {@code fault} was the whole answer. */
    static boolean answered(Fault fault, HttpExchange exchange) throws IOException {
        return switch (fault) {
            case Fault.None none -> false;
            case Fault.CutAfter cut -> false;
            case Fault.Status status -> {
                exchange.sendResponseHeaders(status.code(), -1);
                yield true;
            }
            case Fault.RedirectTo redirect -> {
                exchange.getResponseHeaders().set("Location", redirect.base() + exchange.getRequestURI());
                exchange.sendResponseHeaders(302, -1);
                yield true;
            }
            case Fault.Delay delay -> {
                pause(delay);
                yield false;
            }
        };
    }

    private static void pause(Fault.Delay delay) throws IOException {
        try {
            Thread.sleep(delay.time());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the server was stopped", e);
        }
    }

    /** {@code out}, cut where {@code fault} says so. */
    static OutputStream applied(Fault fault, OutputStream out) {
        return fault instanceof Fault.CutAfter cut ? new Cut(out, cut.bytes()) : out;
    }

    /** Fails after so many bytes; the exchange then ends without the end of its body. */
    private static final class Cut extends FilterOutputStream {
        private long left;

        Cut(OutputStream out, long bytes) {
            super(out);
            this.left = bytes;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int count = (int) Math.min(left, length);
            out.write(bytes, offset, count);
            left -= count;
            if (left == 0) {
                out.flush();
                throw new IOException("cut on purpose");
            }
        }

        @Override
        public void close() throws IOException {
            flush();
            if (left > 0) {
                out.close();
            }
        }
    }
}
