package dev.mizzen.daemon.cli.conformance;

import dev.mizzen.gitsource.snapshot.DirectorySnapshot;
import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.FileTooLarge;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SourceName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A case's folder as a source: its {@code defs/} are the definitions. */
record CaseFolder(Snapshot folder) implements Snapshot {
    private static final String DEFINITIONS = "definitions";
    private static final String HERE = "defs";

    static CaseFolder of(Path folder) throws IOException {
        return new CaseFolder(DirectorySnapshot.of(new SourceName("conformance"), folder));
    }

    @Override
    public SourceName source() {
        return folder.source();
    }

    @Override
    public Revision revision() {
        return folder.revision();
    }

    @Override
    public Optional<Entry> entry(String path) {
        return folder.entry(path.equals(DEFINITIONS) ? HERE : path);
    }

    @Override
    public List<Entry> children(String path) {
        return folder.children(path.equals(DEFINITIONS) ? HERE : path);
    }

    @Override
    public byte[] read(Entry.File file, long limitBytes) throws FileTooLarge {
        return folder.read(file, limitBytes);
    }
}
