package dev.mizzen.reconcile.define;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.FileTooLarge;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A snapshot of texts by path; ids are digests of the content, as Git's are. */
public record MemorySnapshot(SourceName source, Map<String, String> files) implements Snapshot {
    public static MemorySnapshot of(String source, Map<String, String> files) {
        return new MemorySnapshot(new SourceName(source), new TreeMap<>(files));
    }

    @Override
    public Revision revision() {
        return new Revision(id(files.toString()));
    }

    @Override
    public Optional<Entry> entry(String path) {
        if (files.containsKey(path)) {
            return Optional.of(new Entry.File(path, id(files.get(path))));
        }
        List<Entry> children = children(path);
        return children.isEmpty() ? Optional.empty() : Optional.of(new Entry.Directory(path, id(children.toString())));
    }

    @Override
    public List<Entry> children(String path) {
        String prefix = path.isEmpty() ? "" : path + "/";
        return files.keySet().stream()
                .filter(file -> file.startsWith(prefix))
                .map(file -> prefix + file.substring(prefix.length()).split("/", -1)[0])
                .distinct()
                .flatMap(child -> entry(child).stream())
                .toList();
    }

    @Override
    public byte[] read(Entry.File file, long limitBytes) throws FileTooLarge {
        byte[] content = files.getOrDefault(file.path(), "").getBytes(StandardCharsets.UTF_8);
        if (content.length > limitBytes) {
            throw new FileTooLarge(file.path(), content.length, limitBytes);
        }
        return content;
    }

    private static String id(String content) {
        return Digest.of(content).hex().substring(0, 40);
    }
}
