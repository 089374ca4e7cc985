package dev.mizzen.gitsource.mirror;

import dev.mizzen.gitsource.mirror.SourceRejected.Reason;
import dev.mizzen.gitsource.snapshot.CommitSnapshot;
import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.Listings;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SnapshotUnreadable;
import dev.mizzen.gitsource.snapshot.SourceName;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Snapshots of the mirror's commits, each checked once against what the source allows. */
final class Snapshots {
    private static final int MAX_REMEMBERED = 256;

    private final SourceName source;
    private final Remote remote;
    private final Repository repository;
    private final Failures failures;
    private final Listings listings = new Listings();
    private Optional<ObjectId> withoutSubmodules = Optional.empty();
    private final Map<Revision, Snapshot> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Revision, Snapshot> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    Snapshots(SourceName source, Remote remote, Repository repository, Failures failures) {
        this.source = source;
        this.remote = remote;
        this.repository = repository;
        this.failures = failures;
    }

    synchronized Snapshot at(Revision revision) throws SourceRejected {
        Snapshot known = remembered.get(revision);
        if (known != null) {
            return known;
        }
        try {
            Snapshot snapshot = CommitSnapshot.of(source, repository, revision, remote.path(), listings);
            check(snapshot);
            remembered.put(revision, snapshot);
            return snapshot;
        } catch (MissingObjectException | IncorrectObjectTypeException notHere) {
            throw failures.rejected(Reason.NO_SUCH_COMMIT, "branch " + remote.branch() + " has no commit " + revision);
        } catch (IOException e) {
            throw new SnapshotUnreadable("commit " + revision + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void check(Snapshot snapshot) throws SourceRejected, IOException {
        boolean isDirectory =
                snapshot.entry("").filter(Entry.Directory.class::isInstance).isPresent();
        if (!isDirectory) {
            throw failures.rejected(
                    Reason.NO_SUCH_PATH,
                    "commit " + snapshot.revision().abbreviated() + " has no directory " + remote.path());
        }
        if (remote.submodules() == Submodules.REFUSE) {
            Optional<String> submodule = submodule(snapshot.revision());
            if (submodule.isPresent()) {
                throw failures.rejected(
                        Reason.SUBMODULE,
                        submodule.get() + " is a submodule; submodules are not read, set them to be skipped");
            }
            withoutSubmodules =
                    Optional.of(ObjectId.fromString(snapshot.revision().id()));
        }
    }

    /** Looks only at what differs from a commit that has none. */
    private Optional<String> submodule(Revision revision) throws IOException {
        try (RevWalk commits = new RevWalk(repository);
                TreeWalk walk = new TreeWalk(repository)) {
            walk.addTree(commits.parseCommit(ObjectId.fromString(revision.id())).getTree());
            walk.setRecursive(true);
            TreeFilter all = remote.path().isEmpty() ? TreeFilter.ALL : PathFilter.create(remote.path());
            walk.setFilter(all);
            if (withoutSubmodules.isPresent() && repository.getObjectDatabase().has(withoutSubmodules.get())) {
                walk.addTree(commits.parseCommit(withoutSubmodules.get()).getTree());
                walk.setFilter(AndTreeFilter.create(all, TreeFilter.ANY_DIFF));
            }
            while (walk.next()) {
                if (FileMode.GITLINK.equals(walk.getRawMode(0))) {
                    return Optional.of(walk.getPathString());
                }
            }
            return Optional.empty();
        }
    }
}
