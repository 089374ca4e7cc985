package dev.mizzen.gitsource.mirror;

import dev.mizzen.gitsource.mirror.SourceRejected.Reason;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SnapshotUnreadable;
import dev.mizzen.gitsource.snapshot.SourceName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.lib.ObjectId;

/**
 * One branch of a remote repository with its full history, in a directory of its own.
 *
 * <p>Commits once read stay readable after a force push while they are kept by name. Reading is thread-safe and
 * needs no network; updates run one at a time. A directory belongs to one open mirror.
 */
public final class Mirror implements AutoCloseable {
    private final Remote remote;
    private final Storage storage;
    private final History history;
    private final Snapshots snapshots;
    private final Fetcher fetcher;
    private final Failures failures;
    private final ReentrantLock updating = new ReentrantLock();

    private Mirror(SourceName source, Remote remote, Storage storage, Clock clock) {
        this.remote = remote;
        this.storage = storage;
        this.failures = new Failures(remote);
        this.history = new History(storage.repository(), remote);
        this.snapshots = new Snapshots(source, remote, storage.repository(), failures);
        this.fetcher = new Fetcher(remote, storage, failures, clock);
    }

    /**
     * Opens the mirror in {@code directory}, or an empty one where there is none; no network.
     *
     * @param clock bounds how long an update may take
     * @throws IOException if the directory cannot be used, or another mirror has it open
     */
    public static Mirror open(SourceName source, Remote remote, Path directory, Clock clock) throws IOException {
        Storage storage = Storage.open(directory);
        try {
            Mirror mirror = new Mirror(source, remote, storage, clock);
            mirror.history.forgetOtherRemotes();
            return mirror;
        } catch (IOException | RuntimeException e) {
            storage.close();
            throw e;
        }
    }

    public Remote remote() {
        return remote;
    }

    /** Asks the remote for its branch, fetches only what is new, and returns the branch's newest commit. */
    public Snapshot update() throws SourceRejected, SourceUnavailable {
        updating.lock();
        try {
            ObjectId head = fetcher.fetch(history);
            return snapshots.at(new Revision(head.name()));
        } finally {
            updating.unlock();
        }
    }

    /**
     * The branch's newest commit as of the last update, also of a process before this one; no network.
     *
     * @throws SourceRejected if that commit cannot be a snapshot of this source
     */
    public Optional<Snapshot> head() throws SourceRejected {
        Optional<ObjectId> head = reading(history::head);
        return head.isEmpty()
                ? Optional.empty()
                : Optional.of(snapshots.at(new Revision(head.get().name())));
    }

    /**
     * A commit that was fetched before; no network.
     *
     * @throws SourceRejected if the mirror does not hold it
     */
    public Snapshot at(Revision revision) throws SourceRejected {
        return snapshots.at(revision);
    }

    /** Whether {@code revision} is on the branch as of the last update. */
    public boolean reachable(Revision revision) {
        return reading(() -> history.reachable(revision));
    }

    /**
     * Keeps {@code revision} and its history until {@link #release}, whatever becomes of the branch.
     *
     * @param name slash-separated; no name may be a directory of another
     * @throws SourceRejected if the mirror does not hold it
     */
    public void keep(String name, Revision revision) throws SourceRejected {
        updating.lock();
        try {
            if (!reading(() -> history.holds(revision))) {
                throw failures.rejected(Reason.NO_SUCH_COMMIT, "commit " + revision + " is not known");
            }
            writing(() -> history.keep(name, revision));
        } finally {
            updating.unlock();
        }
    }

    /** What is kept, also by a process before this one. */
    public Set<Revision> kept() {
        return reading(history::kept);
    }

    /** Lets go of what {@code name} keeps; nothing happens where that is nothing. */
    public void release(String name) {
        updating.lock();
        try {
            writing(() -> history.release(name));
        } finally {
            updating.unlock();
        }
    }

    /**
     * Paths of files that differ between two commits, sorted, below the source's path and relative to it.
     *
     * @throws SourceRejected if the mirror does not hold one of them
     */
    public List<String> changedPaths(Revision from, Revision to) throws SourceRejected {
        for (Revision revision : List.of(from, to)) {
            if (!reading(() -> history.holds(revision))) {
                throw failures.rejected(Reason.NO_SUCH_COMMIT, "commit " + revision + " is not known");
            }
        }
        return reading(() -> history.changedPaths(from, to));
    }

    @Override
    public void close() throws IOException {
        updating.lock();
        try {
            storage.close();
        } finally {
            updating.unlock();
        }
    }

    private interface Reading<T> {
        T get() throws IOException;
    }

    private interface Writing {
        void run() throws IOException;
    }

    private static <T> T reading(Reading<T> reading) {
        try {
            return reading.get();
        } catch (IOException e) {
            throw new SnapshotUnreadable("the mirror cannot be read: " + e.getMessage(), e);
        }
    }

    private static void writing(Writing writing) {
        reading(() -> {
            writing.run();
            return true;
        });
    }
}
