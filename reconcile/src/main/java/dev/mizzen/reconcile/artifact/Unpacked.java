package dev.mizzen.reconcile.artifact;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.FileTooLarge;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Digest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** A packed directory, read as a snapshot whose revision is the digest of its bytes. It lies in memory, never on disk. */
final class Unpacked implements Snapshot {
    private static final String ROOT = "";

    private final SourceName source;
    private final Digest digest;
    private final Map<String, byte[]> files;
    private final Map<String, TreeSet<String>> directories = new HashMap<>();
    private final Map<String, String> ids = new HashMap<>();

    /** @param files path → content; a path is no directory of another one */
    Unpacked(SourceName source, Digest digest, Map<String, byte[]> files) {
        this.source = source;
        this.digest = digest;
        this.files = new TreeMap<>(files);
        directories.put(ROOT, new TreeSet<>());
        files.forEach((path, content) -> {
            ids.put(path, Digest.of(content).hex());
            enter(path);
        });
    }

    private void enter(String path) {
        String parent = path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : ROOT;
        boolean known = directories.containsKey(parent);
        directories.computeIfAbsent(parent, none -> new TreeSet<>()).add(path);
        if (!known) {
            enter(parent);
        }
    }

    /** Of all files. */
    long bytes() {
        return files.values().stream().mapToLong(content -> content.length).sum();
    }

    @Override
    public SourceName source() {
        return source;
    }

    @Override
    public Revision revision() {
        return new Revision(digest.hex());
    }

    @Override
    public Optional<Entry> entry(String path) {
        if (ids.containsKey(path)) {
            return Optional.of(new Entry.File(path, ids.get(path)));
        }
        // No other content lies below this path of these bytes.
        return directories.containsKey(path)
                ? Optional.of(
                        new Entry.Directory(path, Digest.of(digest + " " + path).hex()))
                : Optional.empty();
    }

    @Override
    public List<Entry> children(String path) {
        return directories.getOrDefault(path, new TreeSet<>()).stream()
                .flatMap(child -> entry(child).stream())
                .toList();
    }

    @Override
    public byte[] read(Entry.File file, long limitBytes) throws FileTooLarge {
        byte[] content = files.getOrDefault(file.path(), new byte[0]);
        if (content.length > limitBytes) {
            throw new FileTooLarge(file.path(), content.length, limitBytes);
        }
        return content.clone();
    }
}
