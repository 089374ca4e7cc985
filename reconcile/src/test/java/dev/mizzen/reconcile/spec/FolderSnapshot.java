package dev.mizzen.reconcile.spec;

import dev.mizzen.gitsource.snapshot.DirectorySnapshot;
import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.FileTooLarge;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SourceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A folder as a commit, which knows what was not read of it. */
final class FolderSnapshot implements Snapshot {
    private final Path folder;
    private final Revision revision;
    private final DirectorySnapshot snapshot;
    private final Set<String> read = new TreeSet<>();

    FolderSnapshot(Path folder, Revision revision) throws IOException {
        this.folder = folder;
        this.revision = revision;
        this.snapshot = DirectorySnapshot.of(new SourceName("source"), folder);
    }

    Set<String> unread() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .filter(file -> !read.contains(file))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Override
    public SourceName source() {
        return snapshot.source();
    }

    @Override
    public Revision revision() {
        return revision;
    }

    @Override
    public Optional<Entry> entry(String path) {
        return snapshot.entry(path);
    }

    @Override
    public List<Entry> children(String path) {
        return snapshot.children(path);
    }

    @Override
    public byte[] read(Entry.File file, long limitBytes) throws FileTooLarge {
        read.add(file.path());
        return snapshot.read(file, limitBytes);
    }
}
