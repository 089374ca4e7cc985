package dev.mizzen.gitsource.mirror;

import dev.mizzen.gitsource.mirror.SourceRejected.Reason;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SnapshotUnreadable;
import dev.mizzen.gitsource.snapshot.SourceName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/**
 * One branch of a remote repository with its full history, in a directory of its own.
 *
 * <p>Commits once read stay readable after a force push while they are kept by name. Reading is thread-safe and
 * needs no network; updates and pushes run one at a time. A directory belongs to one open mirror. What is written to
 * the remote goes by compare-and-swap: no commit is lost that the caller did not name.
 */
public final class Mirror implements AutoCloseable {
    private final Remote remote;
    private final Storage storage;
    private final History history;
    private final Snapshots snapshots;
    private final Fetcher fetcher;
    private final Pusher pusher;
    private final Commits commits;
    private final Log log;
    private final Failures failures;
    private final ReentrantLock updating = new ReentrantLock();

    private Mirror(SourceName source, Remote remote, Storage storage, Clock clock) {
        this.remote = remote;
        this.storage = storage;
        this.failures = new Failures(remote);
        this.history = new History(storage.repository(), remote);
        this.snapshots = new Snapshots(source, remote, storage.repository(), failures);
        this.fetcher = new Fetcher(remote, storage, failures, clock);
        this.pusher = new Pusher(remote, storage, failures, clock);
        this.commits = new Commits(storage.repository(), remote, failures, clock);
        this.log = new Log(storage.repository(), remote);
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
        return remotely(() -> snapshots.at(new Revision(fetcher.fetch(history).name())));
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
            checkHeld(revision);
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
        checkHeld(from);
        checkHeld(to);
        return reading(() -> history.changedPaths(from, to));
    }

    /**
     * The commits that lead to {@code to} and not to {@code from}, newest first.
     *
     * @param paths files or directories, relative to the source's path, of which each commit changes one; empty for
     *     any below the source's path
     * @param most how many are told
     * @throws SourceRejected if the mirror does not hold one of the two
     */
    public List<CommitInfo> log(Optional<Revision> from, Revision to, Collection<String> paths, int most)
            throws SourceRejected {
        checkHeld(to);
        if (from.isPresent()) {
            checkHeld(from.get());
        }
        return reading(() -> log.between(from, to, paths, most));
    }

    /**
     * Fetches what the remote has at {@code ref} now, within the limits. It is readable from then on, as by
     * {@link #at}, and no part of the branch: {@link #reachable} tells the two apart.
     *
     * @param ref full name, as {@code refs/pull/7/head}
     * @throws SourceRejected if the remote has no such ref, or its commit cannot be a snapshot of this source
     */
    public Snapshot fetch(String ref) throws SourceRejected, SourceUnavailable {
        if (!Repository.isValidRefName(ref)) {
            throw new IllegalArgumentException("\"" + ref + "\" is no name of a ref");
        }
        return snapshots.at(
                new Revision(remotely(() -> fetcher.fetch(ref, history)).name()));
    }

    /**
     * The branches of the remote whose names begin with {@code prefix}, as it has them now, with their newest commits,
     * which are readable from then on as with {@link #fetch}.
     *
     * @throws SourceRejected if there are more than 150
     */
    public Map<String, Revision> branches(String prefix) throws SourceRejected, SourceUnavailable {
        Map<String, Revision> branches = new TreeMap<>();
        remotely(() -> fetcher.fetchAll(Constants.R_HEADS + prefix, history))
                .forEach((ref, id) -> branches.put(ref.substring(Constants.R_HEADS.length()), new Revision(id.name())));
        return branches;
    }

    /**
     * Makes a commit on top of {@code parent}, by Mizzen, in this mirror only; {@link #push} takes it to the remote.
     *
     * @param files new content by path, relative to the source's path; empty removes the file
     * @throws SourceRejected if the mirror does not hold {@code parent}, or a path leads through a link or is no file
     */
    public Revision commit(Revision parent, Map<String, Optional<byte[]>> files, String message) throws SourceRejected {
        checkHeld(parent);
        updating.lock();
        try {
            return commits.commit(parent, files, message);
        } catch (IOException e) {
            throw new SnapshotUnreadable("the mirror cannot be written: " + e.getMessage(), e);
        } finally {
            updating.unlock();
        }
    }

    /**
     * Moves {@code branch} of the remote to {@code to}, forward or not, if it is still at {@code expected}. Done again
     * it changes nothing.
     *
     * @param expected empty where the branch must not exist
     * @throws PushRefused if the branch is elsewhere, or the server declines; the branch is then as it was
     */
    public void push(String branch, Optional<Revision> expected, Revision to)
            throws PushRefused, SourceRejected, SourceUnavailable {
        checkHeld(to);
        pushing(() -> pusher.push(branch, expected, to));
    }

    /**
     * Removes {@code branch} of the remote if it is still at {@code expected}; nothing happens where it is gone.
     *
     * @throws PushRefused if the branch is elsewhere, or the server declines
     */
    public void delete(String branch, Revision expected) throws PushRefused, SourceRejected, SourceUnavailable {
        pushing(() -> pusher.delete(branch, expected));
    }

    /** What the remote has at {@code ref}, a full name below {@code refs/notes/}, in the form of {@code git notes}. */
    public Notes notes(String ref) {
        return new Notes(ref, new Notes.Parts(storage, history, fetcher, pusher, commits, failures, updating));
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

    private void checkHeld(Revision revision) throws SourceRejected {
        if (!reading(() -> history.holds(revision))) {
            throw failures.rejected(Reason.NO_SUCH_COMMIT, "commit " + revision + " is not known");
        }
    }

    private <T> T remotely(Asking<T> asking) throws SourceRejected, SourceUnavailable {
        updating.lock();
        try {
            return asking.get();
        } finally {
            updating.unlock();
        }
    }

    private void pushing(Pushing pushing) throws PushRefused, SourceRejected, SourceUnavailable {
        updating.lock();
        try {
            pushing.run();
        } finally {
            updating.unlock();
        }
    }

    private interface Asking<T> {
        T get() throws SourceRejected, SourceUnavailable;
    }

    private interface Pushing {
        void run() throws PushRefused, SourceRejected, SourceUnavailable;
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
