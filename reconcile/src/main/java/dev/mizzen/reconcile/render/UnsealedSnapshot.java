package dev.mizzen.reconcile.render;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.FileTooLarge;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SourceName;
import java.util.List;
import java.util.Optional;

/**
 * A snapshot whose encrypted files are read in plain text. Its ids are Git's with a mark of the keys: what was made of a file
 * with some keys is neither found again with others nor by a source that has none.
 */
final class UnsealedSnapshot implements Snapshot {
    private final Snapshot sealed;
    private final Unsealer unsealer;
    private final SourceKeys keys;
    private final String mark;

    UnsealedSnapshot(Snapshot sealed, Unsealer unsealer, SourceKeys keys) {
        this.sealed = sealed;
        this.unsealer = unsealer;
        this.keys = keys;
        this.mark = keys.mark().isEmpty() ? "" : "+" + keys.mark();
    }

    @Override
    public SourceName source() {
        return sealed.source();
    }

    @Override
    public Revision revision() {
        return sealed.revision();
    }

    @Override
    public Optional<Entry> entry(String path) {
        return sealed.entry(path).map(this::marked);
    }

    @Override
    public List<Entry> children(String path) {
        return sealed.children(path).stream().map(this::marked).toList();
    }

    @Override
    public byte[] read(Entry.File file, long limitBytes) throws FileTooLarge {
        String id = file.id().endsWith(mark) ? file.id().substring(0, file.id().length() - mark.length()) : file.id();
        byte[] content = sealed.read(new Entry.File(file.path(), id), limitBytes);
        return unsealer.plain(source(), file.path(), content, keys);
    }

    private Entry marked(Entry entry) {
        return switch (entry) {
            case Entry.File file -> new Entry.File(file.path(), file.id() + mark);
            case Entry.Directory directory -> new Entry.Directory(directory.path(), directory.id() + mark);
        };
    }
}
