package dev.mizzen.gitsource.snapshot;

import java.util.List;
import java.util.Optional;

/** One commit of a source, read by object id. Immutable: the same call always gives the same answer. Thread-safe. */
public interface Snapshot {
    SourceName source();

    Revision revision();

    /**
     * The entry at {@code path}; symbolic links are followed while they stay inside the snapshot.
     *
     * @param path as {@link Entry#path()}; {@code ""} is the root
     * @return empty where nothing is there, where the path leads outside, or where it is a submodule
     * @throws SnapshotUnreadable if the objects cannot be read
     */
    Optional<Entry> entry(String path);

    /**
     * What lies directly in the directory {@code path}, sorted by name; links resolved as in {@link #entry}.
     *
     * @return empty where {@code path} is no directory
     * @throws SnapshotUnreadable if the objects cannot be read
     */
    List<Entry> children(String path);

    /**
     * The whole content of a file.
     *
     * @param limitBytes the most bytes that may be read
     * @throws FileTooLarge if the file has more than {@code limitBytes}
     * @throws SnapshotUnreadable if the objects cannot be read
     */
    byte[] read(Entry.File file, long limitBytes) throws FileTooLarge;
}
