package dev.mizzen.gitsource.mirror;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FileUtils;
import org.jspecify.annotations.Nullable;

/** The directory of a mirror: its repository, and the lock that keeps a second process out. */
final class Storage implements AutoCloseable {
    private static final String REPOSITORY = "repository.git";
    private static final String LOCK = "lock";

    private final Path repositoryDirectory;
    private final FileChannel lock;
    private final MirrorRepository repository;

    private Storage(Path repositoryDirectory, FileChannel lock, MirrorRepository repository) {
        this.repositoryDirectory = repositoryDirectory;
        this.lock = lock;
        this.repository = repository;
    }

    /** Opens or makes the mirror in {@code directory}, and removes what a killed process left half done. */
    static Storage open(Path directory) throws IOException {
        Files.createDirectories(directory);
        FileChannel lock = lock(directory);
        try {
            Path repositoryDirectory = directory.resolve(REPOSITORY);
            removeLeftovers(repositoryDirectory);
            return new Storage(repositoryDirectory, lock, repository(repositoryDirectory));
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    MirrorRepository repository() {
        return repository;
    }

    /** The repository's directory. */
    Path directory() {
        return repositoryDirectory;
    }

    /** Size of all files of the repository. */
    long bytesOnDisk() throws IOException {
        long[] bytes = {0};
        Files.walkFileTree(repositoryDirectory, new Visitor() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }
        });
        return bytes[0];
    }

    @Override
    public void close() throws IOException {
        repository.close();
        lock.close();
    }

    private static FileChannel lock(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock held;
        try {
            held = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            held = null;
        }
        if (held == null) {
            channel.close();
            throw new IOException("the mirror in " + directory + " is in use");
        }
        return channel;
    }

    private static MirrorRepository repository(Path directory) throws IOException {
        Path half = directory.resolveSibling(REPOSITORY + ".new");
        remove(half);
        if (!Files.exists(directory.resolve("HEAD"))) {
            remove(directory);
            // Made beside and then renamed: a process that is killed meanwhile leaves none by halves.
            try (MirrorRepository made = at(half)) {
                create(made);
            }
            Files.move(half, directory, StandardCopyOption.ATOMIC_MOVE);
        }
        return at(directory);
    }

    private static MirrorRepository at(Path directory) throws IOException {
        FileRepositoryBuilder builder = new FileRepositoryBuilder();
        builder.setGitDir(directory.toFile()).setBare().setup();
        return new MirrorRepository(builder);
    }

    private static void remove(Path directory) throws IOException {
        FileUtils.delete(directory.toFile(), FileUtils.RECURSIVE | FileUtils.SKIP_MISSING);
    }

    private static void create(FileRepository repository) throws IOException {
        repository.create(true);
        StoredConfig config = repository.getConfig();
        // Collecting garbage runs in the update that it delays, where its failure is seen.
        config.setBoolean("gc", null, "autoDetach", false);
        // Nobody else writes here, so a pack whose objects were packed anew can go at once.
        config.setString("gc", null, "prunePackExpire", "now");
        config.setBoolean("core", null, "fsyncRefFiles", true);
        config.save();
    }

    private static void removeLeftovers(Path repository) throws IOException {
        if (!Files.exists(repository)) {
            return;
        }
        List<Path> leftovers = new ArrayList<>();
        Files.walkFileTree(repository, new Visitor() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                if (name.endsWith(".lock") || name.startsWith("incoming_") || name.startsWith("gc_")) {
                    leftovers.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        for (Path leftover : leftovers) {
            Files.delete(leftover);
        }
    }

    /** Goes on where a file vanished: packs and loose refs come and go. */
    private abstract static class Visitor extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }
    }
}
