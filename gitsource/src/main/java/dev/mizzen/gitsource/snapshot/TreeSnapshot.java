package dev.mizzen.gitsource.snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a snapshot of a commit and one of a directory share: entries with their links resolved. */
abstract class TreeSnapshot implements Snapshot {
    private final SourceName source;
    private final Revision revision;

    TreeSnapshot(SourceName source, Revision revision) {
        this.source = source;
        this.revision = revision;
    }

    /** One reading of something in the tree. */
    interface Reading<T> {
        T of(Tree tree) throws IOException, FileTooLarge;
    }

    /** Opens the tree for one call. */
    abstract <T> T reading(Reading<T> reading) throws IOException, FileTooLarge;

    /** The directory, within the tree, that is this snapshot's root. */
    abstract String base();

    abstract byte[] content(Entry.File file, long limitBytes) throws IOException, FileTooLarge;

    @Override
    public final SourceName source() {
        return source;
    }

    @Override
    public final Revision revision() {
        return revision;
    }

    @Override
    public final Optional<Entry> entry(String path) {
        return read(path, tree -> {
            Optional<Node> node = new LinkResolver(tree).resolve(full(path));
            return node.isEmpty() ? Optional.empty() : Optional.of(entry(path, node.get(), tree));
        });
    }

    @Override
    public final List<Entry> children(String path) {
        return read(path, tree -> {
            LinkResolver links = new LinkResolver(tree);
            Optional<Node> directory = links.resolve(full(path)).filter(node -> node.kind() == Node.Kind.DIRECTORY);
            return directory.isEmpty() ? List.of() : children(path, directory.get(), tree, links);
        });
    }

    @Override
    public final byte[] read(Entry.File file, long limitBytes) throws FileTooLarge {
        try {
            return content(file, limitBytes);
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(file.path(), e);
        }
    }

    private List<Entry> children(String path, Node directory, Tree tree, LinkResolver links) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Node node : tree.list(directory)) {
            String child = path.isEmpty() ? node.name() : path + "/" + node.name();
            switch (node.kind()) {
                case FILE, DIRECTORY -> entries.add(entry(child, node, tree));
                case LINK -> {
                    Optional<Node> to = links.resolve(full(child));
                    if (to.isPresent()) {
                        entries.add(entry(child, to.get(), tree));
                    }
                }
                case SUBMODULE -> {}
            }
        }
        entries.sort(Comparator.comparing(Entry::name));
        return List.copyOf(entries);
    }

    private static Entry entry(String path, Node node, Tree tree) throws IOException {
        return switch (node.kind()) {
            case FILE -> new Entry.File(path, tree.id(node));
            case DIRECTORY -> new Entry.Directory(path, tree.id(node));
            case LINK, SUBMODULE -> throw new IllegalStateException(path + " was not resolved");
        };
    }

    private String full(String path) {
        if (base().isEmpty() || path.isEmpty()) {
            return base() + path;
        }
        return base() + "/" + path;
    }

    private <T> T read(String path, Reading<T> reading) {
        try {
            return reading(reading);
        } catch (IOException | UncheckedIOException | FileTooLarge e) {
            throw unreadable(path, e);
        }
    }

    private SnapshotUnreadable unreadable(String path, Exception cause) {
        String where = path.isEmpty() ? "the root" : path;
        return new SnapshotUnreadable(
                "cannot read " + where + " of " + source + " at " + revision.abbreviated() + ": " + cause.getMessage(),
                cause);
    }

    @Override
    public final String toString() {
        return source + "@" + revision.abbreviated();
    }
}
