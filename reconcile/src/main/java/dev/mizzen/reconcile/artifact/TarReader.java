package dev.mizzen.reconcile.artifact;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads a tar, entry by entry: ustar, with the long names of pax and of GNU. Trusts nothing that it reads, and takes no more
 * memory than one entry's content, which the stream's own bound bounds.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html">the formats, as POSIX says them</a>
 */
final class TarReader {
    private static final int BLOCK = 512;
    /** Most bytes of a header's extension, which holds names. */
    private static final int EXTENSION_BYTES = 64 * 1024;

    private static final String PATH = "path=";

    private final InputStream in;
    private Optional<String> longName = Optional.empty();

    TarReader(InputStream in) {
        this.in = in;
    }

    enum Kind {
        FILE,
        DIRECTORY,
        LINK,
        OTHER
    }

    /** One file, or what is none and has no content here. */
    static final class Entry {
        private final Kind kind;
        private final String name;
        private final byte[] content;

        private Entry(Kind kind, String name, byte[] content) {
            this.kind = kind;
            this.name = name;
            this.content = content;
        }

        Kind kind() {
            return kind;
        }

        /** As it is written, with whatever it may hold. */
        String name() {
            return name;
        }

        byte[] content() {
            return content;
        }
    }

    /** The stream is no tar that is read here. */
    static final class Malformed extends IOException {
        private static final long serialVersionUID = 1;

        private final String why;

        Malformed(String why) {
            super(why);
            this.why = why;
        }

        /** What follows after the archive's name. */
        String why() {
            return why;
        }
    }

    /** The next one; empty at the end. */
    Optional<Entry> next() throws IOException {
        while (true) {
            byte[] header = in.readNBytes(BLOCK);
            if (header.length == 0 || isZero(header)) {
                return Optional.empty();
            }
            if (header.length < BLOCK || !hasItsSum(header)) {
                throw new Malformed("is no tar");
            }
            long size = number(header, 124, 12);
            switch (header[156]) {
                case 'x' -> extended(content(size, EXTENSION_BYTES));
                case 'L' -> longName = Optional.of(text(content(size, EXTENSION_BYTES), 0, (int) size));
                case 'g', 'K' -> content(size, EXTENSION_BYTES); // of all entries, and a link's target
                default -> {
                    return Optional.of(entry(header, size));
                }
            }
        }
    }

    private Entry entry(byte[] header, long size) throws IOException {
        String name = longName.isPresent() ? longName.get() : name(header);
        longName = Optional.empty();
        Kind kind = switch (header[156]) {
            case '0', 0, '7' -> name.endsWith("/") ? Kind.DIRECTORY : Kind.FILE;
            case '5' -> Kind.DIRECTORY;
            case '1', '2' -> Kind.LINK;
            default -> Kind.OTHER;
        };
        return new Entry(kind, name, kind == Kind.FILE ? content(size, Integer.MAX_VALUE - BLOCK) : new byte[0]);
    }

    private byte[] content(long size, int most) throws IOException {
        if (size > most) {
            throw new Malformed("has a part that is too large");
        }
        byte[] content = in.readNBytes((int) size);
        int padding = (int) ((BLOCK - size % BLOCK) % BLOCK);
        if (content.length < size || in.readNBytes(padding).length < padding) {
            throw new Malformed("ends too early");
        }
        return content;
    }

    /** Records of the form {@code length name=value}, of which only the path matters. */
    private void extended(byte[] records) throws IOException {
        ByteArrayInputStream left = new ByteArrayInputStream(records);
        while (left.available() > 0) {
            int digits = 0;
            int length = 0;
            int digit = left.read();
            for (; digit >= '0' && digit <= '9' && digits < 6; digit = left.read(), digits++) {
                length = length * 10 + digit - '0';
            }
            int rest = length - digits - 1;
            byte[] record = digit == ' ' && rest > 0 ? left.readNBytes(rest) : new byte[0];
            if (record.length == 0 || record.length < rest || record[rest - 1] != '\n') {
                throw new Malformed("has an extended header that is none");
            }
            record(record);
        }
    }

    /** Values of others may be bytes of any kind. */
    private void record(byte[] record) throws Malformed {
        String plain = new String(record, StandardCharsets.ISO_8859_1);
        if (plain.startsWith(PATH)) {
            longName = Optional.of(text(record, PATH.length(), record.length - PATH.length() - 1, false));
        } else if (plain.startsWith("size=") || plain.startsWith("GNU.sparse.")) {
            throw new Malformed("has a file of more than 8 GiB, or with holes");
        }
    }

    private static String name(byte[] header) throws Malformed {
        String name = text(header, 0, 100);
        boolean posix = Arrays.equals(header, 257, 263, "ustar\0".getBytes(StandardCharsets.US_ASCII), 0, 6);
        String prefix = posix ? text(header, 345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** Up to the first zero. */
    private static String text(byte[] bytes, int start, int length) throws Malformed {
        return text(bytes, start, length, true);
    }

    private static String text(byte[] bytes, int start, int length, boolean terminated) throws Malformed {
        int end = start;
        while (end < start + length && !(terminated && bytes[end] == 0)) {
            end++;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, end - start))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("has a name that is not in UTF-8");
        }
    }

    /** Octal; GNU's binary form is for more than 8 GiB. */
    private static long number(byte[] header, int start, int length) throws Malformed {
        String digits = new String(header, start, length, StandardCharsets.ISO_8859_1)
                .replace('\0', ' ')
                .strip();
        if (!digits.matches("[0-7]{0,11}")) {
            throw new Malformed("has a size that is no number");
        }
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }

    private static boolean hasItsSum(byte[] header) throws Malformed {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        return number(header, 148, 8) == sum;
    }

    private static boolean isZero(byte[] block) {
        for (byte one : block) {
            if (one != 0) {
                return false;
            }
        }
        return true;
    }
}
