package dev.mizzen.daemon.trigger;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SourceName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A commit in memory: from path to object id; every path is a directory. */
record FakeSnapshot(SourceName source, Revision revision, Map<String, String> ids) implements Snapshot {
    @Override
    public Optional<Entry> entry(String path) {
        return Optional.ofNullable(ids.get(path)).map(id -> new Entry.Directory(path, id));
    }

    @Override
    public List<Entry> children(String path) {
        return List.of();
    }

    @Override
    public byte[] read(Entry.File file, long limitBytes) {
        return new byte[0];
    }
}
