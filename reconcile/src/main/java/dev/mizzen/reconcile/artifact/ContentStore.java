package dev.mizzen.reconcile.artifact;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Contents on disk by their digest, for each source its own: what one may read another may not. A file is written beside and then
 * renamed, and held against its digest when it is read. What was used longest ago goes when there is no room. Thread-safe.
 */
public final class ContentStore {
    /** Most bytes of all contents. */
    public static final long MOST_BYTES = 2L * 1024 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(ContentStore.class);

    private final Path directory;
    private final long most;
    private final Clock clock;

    /** @param directory made when it is needed */
    public ContentStore(Path directory, long most, Clock clock) {
        this.directory = directory;
        this.most = most;
        this.clock = clock;
    }

    /** The bytes with that digest; empty where there are none, or others. */
    Optional<byte[]> find(SourceName source, Digest digest) {
        Path file = file(source, digest);
        try {
            byte[] content = Files.readAllBytes(file);
            if (Digest.of(content).equals(digest)) {
                Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
                return Optional.of(content);
            }
            LOG.warn("{} is not what its name says and is dropped", file);
            Files.deleteIfExists(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", file, e.getMessage());
        }
        return Optional.empty();
    }

    /** Keeps {@code content}; a disk that takes nothing costs a fetch the next time. */
    Digest put(SourceName source, byte[] content) {
        Digest digest = Digest.of(content);
        Path file = file(source, digest);
        try {
            Files.createDirectories(file.resolveSibling(""));
            Path beside = Files.createTempFile(file.resolveSibling(""), "new-", "");
            try {
                Files.write(beside, content);
                Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(beside);
            }
            makeRoom();
        } catch (IOException e) {
            LOG.warn("{} cannot be kept: {}", file, e.getMessage());
        }
        return digest;
    }

    private Path file(SourceName source, Digest digest) {
        return directory.resolve(source.value()).resolve(digest.hex());
    }

    private record Kept(Path file, long bytes, FileTime used) {}

    private synchronized void makeRoom() throws IOException {
        List<Kept> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory, 2)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.add(new Kept(file, Files.size(file), Files.getLastModifiedTime(file)));
            }
        }
        all.sort(Comparator.comparing(Kept::used));
        long bytes = all.stream().mapToLong(Kept::bytes).sum();
        for (Kept eldest : all) {
            if (bytes <= most) {
                return;
            }
            Files.deleteIfExists(eldest.file());
            bytes -= eldest.bytes();
        }
    }
}
