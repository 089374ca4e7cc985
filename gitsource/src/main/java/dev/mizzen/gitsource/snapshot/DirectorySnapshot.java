package dev.mizzen.gitsource.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/**
 * A plain directory, read as the commit that Git would make of it; its {@link #revision} is all zeros.
 *
 * <p>What was listed once stays as it was; a file that is changed after that is {@link SnapshotUnreadable}.
 * {@code .git} and empty directories are not there.
 */
public final class DirectorySnapshot extends TreeSnapshot {
    private static final Revision NO_COMMIT = new Revision("0".repeat(40));

    private final DirectoryTree tree;

    private DirectorySnapshot(SourceName source, DirectoryTree tree) {
        super(source, NO_COMMIT);
        this.tree = tree;
    }

    /**
     * The directory {@code directory}, all of it.
     *
     * @throws NotDirectoryException if it is none
     */
    public static DirectorySnapshot of(SourceName source, Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new NotDirectoryException(directory.toString());
        }
        return new DirectorySnapshot(source, new DirectoryTree(directory.toRealPath()));
    }

    @Override
    <T> T reading(Reading<T> reading) throws IOException, FileTooLarge {
        return reading.of(tree);
    }

    @Override
    String base() {
        return "";
    }

    @Override
    byte[] content(Entry.File file, long limitBytes) throws IOException, FileTooLarge {
        Node node = new LinkResolver(tree)
                .resolve(file.path())
                .filter(found -> found.kind() == Node.Kind.FILE)
                .orElseThrow(() -> new IOException("it is no file"));
        return tree.read(node, file, limitBytes);
    }
}
