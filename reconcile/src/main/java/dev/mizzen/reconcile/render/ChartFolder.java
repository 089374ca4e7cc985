package dev.mizzen.reconcile.render;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.FileSealed;
import dev.mizzen.gitsource.snapshot.FileTooLarge;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.spec.SealedFile;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** A chart that is a directory of a snapshot: its files by their names in it. Links are followed inside the snapshot only. */
record ChartFolder(Snapshot snapshot, String path, Map<String, Entry.File> files, Position user) {
    static final int MOST_FILES = 10_000;
    static final long MOST_BYTES = 20L * 1024 * 1024;

    private static final int MOST_DEPTH = 30;

    /** @param user where the path is written */
    static ChartFolder list(Snapshot snapshot, String path, Position user) throws Rejected {
        Map<String, Entry.File> files = new TreeMap<>();
        list(snapshot, path, "", 0, files, user);
        if (!files.containsKey("Chart.yaml")) {
            String where = path.isEmpty() ? "the repository's root" : "\"" + path + "\"";
            throw new Rejected(Problem.at(user, "expected a chart in " + where + ", found no Chart.yaml there"));
        }
        return new ChartFolder(snapshot, path, files, user);
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

    void into(ObjectNode body) throws Rejected {
        ObjectNode contents = body.putObject("files");
        long left = MOST_BYTES;
        for (Map.Entry<String, Entry.File> file : files.entrySet()) {
            try {
                byte[] content = snapshot.read(file.getValue(), left);
                if (SealedFile.is(content)) {
                    throw new Rejected(Problem.at(user, file.getValue().path() + " " + SealedFile.REFUSED));
                }
                left -= content.length;
                contents.put(file.getKey(), Base64.getEncoder().encodeToString(content));
            } catch (FileSealed e) {
                throw new Rejected(Problem.at(
                        new Position(file.getValue().path(), e.line(), 1), "the file cannot be read: " + e.reason()));
            } catch (FileTooLarge e) {
                throw new Rejected(
                        Problem.at(user, "a chart's directory may hold " + MOST_BYTES / (1024 * 1024) + " MiB in all"));
            }
        }
    }
}
