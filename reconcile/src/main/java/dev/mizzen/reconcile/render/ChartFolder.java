package dev.mizzen.reconcile.render;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.FileSealed;
import dev.mizzen.gitsource.snapshot.FileTooLarge;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.artifact.Artifacts;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.spec.SealedFile;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * A chart that is a directory of a snapshot: its files by their names in it. Links are followed inside the snapshot only.
 *
 * @param place what messages put before the names of its files
 * @param user where the path is written
 */
record ChartFolder(Snapshot snapshot, String path, String place, Map<String, Entry.File> files, Position user) {
    static final int MOST_FILES = 10_000;
    static final long MOST_BYTES = 20L * 1024 * 1024;

    private static final int MOST_DEPTH = 30;
    private static final String PACKED = ".tgz";

    static ChartFolder list(Snapshot snapshot, String path, String place, Position user) throws Rejected {
        Map<String, Entry.File> files = new TreeMap<>();
        list(snapshot, path, "", 0, files, user);
        if (!files.containsKey("Chart.yaml")) {
            String where = path.isEmpty() ? "the repository's root" : "\"" + path + "\"";
            throw new Rejected(Problem.at(user, "expected a chart in " + where + ", found no Chart.yaml there"));
        }
        return new ChartFolder(snapshot, path, place, files, user);
    }

    /** A packed chart; empty if {@code path} is none. */
    static Optional<ChartFolder> packed(Snapshot snapshot, String path, String place, Position user) {
        return path.endsWith(PACKED) && snapshot.entry(path).orElse(null) instanceof Entry.File file
                ? Optional.of(new ChartFolder(snapshot, path, place, Map.of(path, file), user))
                : Optional.empty();
    }

    private static void list(
            Snapshot snapshot, String path, String below, int depth, Map<String, Entry.File> files, Position user)
            throws Rejected {
        if (depth > MOST_DEPTH || files.size() > MOST_FILES) {
            throw new Rejected(Problem.at(
                    user, "a chart may have " + MOST_FILES + " files, in directories " + MOST_DEPTH + " deep"));
        }
        for (Entry entry : snapshot.children(path)) {
            String name = below.isEmpty() ? entry.name() : below + "/" + entry.name();
            switch (entry) {
                case Entry.File file -> files.put(name, file);
                case Entry.Directory directory -> list(snapshot, directory.path(), name, depth + 1, files, user);
            }
        }
    }

    /** Of names and contents. */
    Digest digest() {
        StringBuilder text = new StringBuilder();
        files.forEach(
                (name, file) -> text.append(name).append('\n').append(file.id()).append('\n'));
        return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** @param prefix put before each name */
    void into(ObjectNode contents, String prefix) throws Rejected {
        long left = MOST_BYTES;
        for (Map.Entry<String, Entry.File> file : files.entrySet()) {
            byte[] content = read(file.getValue(), left);
            left -= content.length;
            contents.put(prefix + file.getKey(), Base64.getEncoder().encodeToString(content));
        }
    }

    /** The one file, as an archive. */
    void packed(ObjectNode body) throws Rejected {
        for (Entry.File file : files.values()) {
            body.put("archive", Base64.getEncoder().encodeToString(read(file, Artifacts.MOST_BYTES)));
        }
    }

    private byte[] read(Entry.File file, long left) throws Rejected {
        try {
            byte[] content = snapshot.read(file, left);
            if (SealedFile.is(content)) {
                throw rejected(file.path() + " " + SealedFile.REFUSED);
            }
            return content;
        } catch (FileSealed e) {
            throw new Rejected(
                    Problem.at(new Position(file.path(), e.line(), 1), "the file cannot be read: " + e.reason()));
        } catch (FileTooLarge e) {
            throw rejected("a chart's directory may hold " + MOST_BYTES / (1024 * 1024) + " MiB in all");
        }
    }

    Rejected rejected(String message) {
        return new Rejected(Problem.at(user, message));
    }
}
