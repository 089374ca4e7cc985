package dev.mizzen.testkit.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The head of an HTTP/1.1 message, and how its body is framed. */
record HttpMessage(String start, List<String> headers) {
    private static final int MOST_HEAD_BYTES = 1 << 16;
    private static final int BUFFER = 1 << 14;

    /** Reads up to the empty line; empty at the end of the stream. */
    static Optional<HttpMessage> read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int last = 0;
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.write(next);
            last = (last << 8) | next;
            if (last == 0x0d0a0d0a) {
                List<String> lines = head.toString(ISO_8859_1).lines().toList();
                return Optional.of(new HttpMessage(lines.getFirst(), List.copyOf(lines.subList(1, lines.size() - 1))));
            }
            if (head.size() > MOST_HEAD_BYTES) {
                throw new IOException("the head of a message has more than " + MOST_HEAD_BYTES + " bytes");
            }
        }
        return Optional.empty();
    }

    Optional<String> header(String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ":";
        return headers.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip())
                .findFirst();
    }

    HttpMessage with(String name, String value) {
        List<String> all = new ArrayList<>(without(name).headers);
        all.add(name + ": " + value);
        return new HttpMessage(start, all);
    }

    HttpMessage without(String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ":";
        return new HttpMessage(
                start,
                headers.stream()
                        .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith(prefix))
                        .toList());
    }

    byte[] bytes() {
        return headers.stream()
                .collect(Collectors.joining("\r\n", start + "\r\n", headers.isEmpty() ? "\r\n" : "\r\n\r\n"))
                .getBytes(ISO_8859_1);
    }

    /** The second word of the first line: a request's target, an answer's status. */
    String subject() {
        return start.split(" ", 3)[1];
    }

    String method() {
        return start.substring(0, start.indexOf(' '));
    }

    boolean chunked() {
        return header("Transfer-Encoding")
                .filter(value -> value.toLowerCase(Locale.ROOT).contains("chunked"))
                .isPresent();
    }

    /** Whether no other message follows on this connection. */
    boolean isLast() {
        boolean framed = chunked() || header("Content-Length").isPresent();
        boolean closing = header("Connection")
                .filter(value -> value.equalsIgnoreCase("close"))
                .isPresent();
        return closing || (start.startsWith("HTTP/") && !framed && !isEmpty());
    }

    /** Whether it is an answer that never has a body. */
    boolean isEmpty() {
        return start.startsWith("HTTP/")
                && (subject().equals("204") || subject().equals("304"));
    }

    /** Passes the body on as it is framed, chunk by whole chunk. */
    void copyBody(InputStream in, OutputStream out) throws IOException {
        if (chunked()) {
            while (copyChunk(in, out)) {
                flushIfQuiet(in, out);
            }
        } else if (header("Content-Length").isPresent()) {
            copy(in, out, Long.parseLong(header("Content-Length").get()));
        } else if (start.startsWith("HTTP/") && !isEmpty()) {
            in.transferTo(out);
        }
        out.flush();
    }

    private static void flushIfQuiet(InputStream in, OutputStream out) throws IOException {
        if (in.available() == 0) {
            out.flush();
        }
    }

    private static boolean copyChunk(InputStream in, OutputStream out) throws IOException {
        String size = line(in);
        int length = Integer.parseInt(size.split(";", 2)[0].strip(), 16);
        byte[] chunk = in.readNBytes(length);
        String end = line(in);
        if (chunk.length < length) {
            throw new EOFException("a chunk was cut");
        }
        out.write((size + "\r\n").getBytes(ISO_8859_1));
        out.write(chunk);
        out.write((end + "\r\n").getBytes(ISO_8859_1));
        return length > 0;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("a message was cut");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (long left = length; left > 0; ) {
            int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (count < 0) {
                throw new EOFException("a body was cut");
            }
            out.write(buffer, 0, count);
            left -= count;
        }
    }
}
