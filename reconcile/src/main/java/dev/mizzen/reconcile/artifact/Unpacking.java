package dev.mizzen.reconcile.artifact;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.zip.GZIPInputStream;

/** Unpacks a tar+gzip of anybody within bounds. Links are refused: nothing that is packed leads anywhere else. */
final class Unpacking {
    /** Most bytes of the tar once it is no gzip any more, with its headers. */
    static final int MOST_BYTES = 32 * 1024 * 1024;
    /** Most files and directories. */
    static final int MOST_ENTRIES = 10_000;

    static final int MOST_DEPTH = 50;
    static final int MOST_CHARACTERS = 1_000;

    private final String name;
    private final Map<String, byte[]> files = new HashMap<>();
    private final Set<String> directories = new HashSet<>();

    /** @param name what messages call the archive */
    private Unpacking(String name) {
        this.name = name;
    }

    /** @throws Rejected if it is none, exceeds a bound, or has a name or a kind of entry that it may not have */
    static Unpacked of(String name, SourceName source, byte[] archive) throws Rejected {
        Unpacking unpacking = new Unpacking(name);
        try (InputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(archive))) {
            TarReader tar = new TarReader(new Bounded(unzipped));
            for (Optional<TarReader.Entry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                unpacking.add(entry.get());
            }
        } catch (TarReader.Malformed e) {
            throw unpacking.rejected(e.why());
        } catch (IOException e) {
            throw unpacking.rejected("is no gzip, or ends too early");
        }
        return new Unpacked(source, Digest.of(archive), unpacking.files);
    }

    private void add(TarReader.Entry entry) throws Rejected {
        String path = path(entry.name());
        switch (entry.kind()) {
            case DIRECTORY -> directory(path);
            case FILE -> file(path, entry.content());
            case LINK -> throw refused(path, "is a link; expected files and directories alone");
            case OTHER -> throw refused(path, "is neither a file nor a directory");
        }
        if (files.size() + directories.size() > MOST_ENTRIES) {
            throw rejected("has more than " + MOST_ENTRIES + " files and directories");
        }
    }

    private void file(String path, byte[] content) throws Rejected {
        if (path.isEmpty() || directories.contains(path)) {
            throw refused(path, "is a file and a directory at once");
        }
        if (files.put(path, content) != null) {
            throw refused(path, "is in it twice");
        }
        if (path.contains("/")) {
            directory(path.substring(0, path.lastIndexOf('/')));
        }
    }

    /** With those that it lies in, which need no entry of their own. */
    private void directory(String path) throws Rejected {
        for (String at = path; !at.isEmpty(); at = at.substring(0, Math.max(0, at.lastIndexOf('/')))) {
            if (files.containsKey(at)) {
                throw refused(at, "is a file and a directory at once");
            }
            if (!directories.add(at)) {
                return;
            }
        }
    }

    private String path(String written) throws Rejected {
        if (written.length() > MOST_CHARACTERS) {
            throw rejected("has a name of more than " + MOST_CHARACTERS + " characters");
        }
        if (written.startsWith("/")) {
            throw refused(written, "is an absolute path");
        }
        if (written.chars().anyMatch(Character::isISOControl)) {
            throw refused(written, "has a control character in its name");
        }
        StringJoiner path = new StringJoiner("/");
        int depth = 0;
        for (String part : written.split("/", -1)) {
            if (part.equals("..")) {
                throw refused(written, "leads out of the archive");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                path.add(part);
                depth++;
            }
        }
        if (depth > MOST_DEPTH) {
            throw rejected("has directories more than " + MOST_DEPTH + " deep");
        }
        return path.toString();
    }

    private Rejected refused(String path, String what) {
        String shown = path.replaceAll("\\p{Cntrl}", "?");
        return rejected("\"" + shown + "\" in it " + what);
    }

    private Rejected rejected(String message) {
        return new Rejected(Problem.of(name + ": " + (message.startsWith("\"") ? message : "the archive " + message)));
    }

    /** Gives so many bytes and no more, however few they were when they were packed. */
    private static final class Bounded extends InputStream {
        private final InputStream in;
        private int left = MOST_BYTES;

        Bounded(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int at, int length) throws IOException {
            int read = in.read(into, at, Math.min(length, left + 1));
            left -= Math.max(0, read);
            if (left < 0) {
                throw new TarReader.Malformed("has more than " + MOST_BYTES / (1024 * 1024) + " MiB unpacked");
            }
            return read;
        }
    }
}
