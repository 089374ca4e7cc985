package dev.mizzen.gitsource.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mizzen.gitsource.snapshot.Revision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Commits and refs of the mirror's repository: the branch as it was last seen, and what is kept by name. */
final class History {
    private static final String BRANCHES = "refs/mizzen/branches/";
    private static final String PINS = "refs/mizzen/pins/";
    private static final String SEEN = "refs/mizzen/seen/";
    /** More are let go of at once: what is still asked for comes again. */
    private static final int MAX_SEEN = 200;

    private final Repository repository;
    private final Remote remote;
    private final String head;

    History(Repository repository, Remote remote) {
        this.repository = repository;
        this.remote = remote;
        this.head = BRANCHES + remote.branch();
    }

    /** Lets go of the branches of another remote, or of another branch, that used this directory before. */
    void forgetOtherRemotes() throws IOException {
        StoredConfig config = repository.getConfig();
        boolean same = remote.url().equals(config.getString("mizzen", null, "url"));
        for (Ref ref : repository.getRefDatabase().getRefsByPrefix(BRANCHES)) {
            if (!same || !ref.getName().equals(head)) {
                delete(ref.getName());
            }
        }
        if (!same) {
            forgetSeen();
            config.setString("mizzen", null, "url", remote.url());
            config.save();
        }
    }

    /** Remembers where another ref of the remote is, so that its commits stay. */
    void see(String ref, ObjectId at) throws IOException {
        if (repository.getRefDatabase().getRefsByPrefix(SEEN).size() >= MAX_SEEN) {
            forgetSeen();
        }
        // By digest: names that come and go may be directories of one another.
        update(SEEN + digest(ref).name(), at);
    }

    private void forgetSeen() throws IOException {
        for (Ref ref : repository.getRefDatabase().getRefsByPrefix(SEEN)) {
            delete(ref.getName());
        }
    }

    private static ObjectId digest(String ref) {
        return new ObjectInserter.Formatter().idFor(Constants.OBJ_BLOB, ref.getBytes(UTF_8));
    }

    Optional<ObjectId> head() throws IOException {
        return Optional.ofNullable(repository.exactRef(head)).map(Ref::getObjectId);
    }

    void moveHead(ObjectId to) throws IOException {
        update(head, to);
    }

    void keep(String name, Revision revision) throws IOException {
        update(pin(name), ObjectId.fromString(revision.id()));
    }

    void release(String name) throws IOException {
        delete(pin(name));
    }

    Set<Revision> kept() throws IOException {
        return repository.getRefDatabase().getRefsByPrefix(PINS).stream()
                .map(ref -> new Revision(ref.getObjectId().name()))
                .collect(Collectors.toUnmodifiableSet());
    }

    boolean holds(Revision revision) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            return commit(walk, revision).isPresent();
        }
    }

    boolean reachable(Revision revision) throws IOException {
        Optional<ObjectId> branch = head();
        if (branch.isEmpty()) {
            return false;
        }
        try (RevWalk walk = new RevWalk(repository)) {
            Optional<RevCommit> commit = commit(walk, revision);
            return commit.isPresent() && walk.isMergedInto(commit.get(), walk.parseCommit(branch.get()));
        }
    }

    /** Whether {@code id} and all that it leads to is here, given that this holds for every ref. */
    boolean isComplete(ObjectId id) throws IOException {
        if (!repository.getObjectDatabase().has(id)) {
            return false;
        }
        try (ObjectWalk walk = new ObjectWalk(repository)) {
            walk.markStart(walk.parseAny(id));
            for (Ref ref : repository.getRefDatabase().getRefs()) {
                if (ref.getObjectId() != null) {
                    walk.markUninteresting(walk.parseAny(ref.getObjectId()));
                }
            }
            walk.checkConnectivity();
            return true;
        } catch (MissingObjectException incomplete) {
            return false;
        }
    }

    List<String> changedPaths(Revision from, Revision to) throws IOException {
        List<String> paths = new ArrayList<>();
        try (RevWalk commits = new RevWalk(repository);
                TreeWalk walk = new TreeWalk(repository)) {
            walk.addTree(commits.parseCommit(ObjectId.fromString(from.id())).getTree());
            walk.addTree(commits.parseCommit(ObjectId.fromString(to.id())).getTree());
            walk.setRecursive(true);
            walk.setFilter(
                    remote.path().isEmpty()
                            ? TreeFilter.ANY_DIFF
                            : AndTreeFilter.create(PathFilter.create(remote.path()), TreeFilter.ANY_DIFF));
            int skip = remote.path().isEmpty() ? 0 : remote.path().length() + 1;
            while (walk.next()) {
                paths.add(walk.getPathString().substring(skip));
            }
        }
        paths.sort(null);
        return List.copyOf(paths);
    }

    private static Optional<RevCommit> commit(RevWalk walk, Revision revision) throws IOException {
        try {
            return Optional.of(walk.parseCommit(ObjectId.fromString(revision.id())));
        } catch (MissingObjectException | IncorrectObjectTypeException notHere) {
            return Optional.empty();
        }
    }

    private static String pin(String name) {
        if (!Repository.isValidRefName(PINS + name)) {
            throw new IllegalArgumentException("\"" + name + "\" cannot be the name of a kept commit");
        }
        return PINS + name;
    }

    private void update(String name, ObjectId to) throws IOException {
        RefUpdate update = repository.updateRef(name);
        update.setNewObjectId(to);
        check(name, update.forceUpdate());
    }

    private void delete(String name) throws IOException {
        if (repository.exactRef(name) == null) {
            return;
        }
        RefUpdate update = repository.updateRef(name);
        update.setForceUpdate(true);
        check(name, update.delete());
    }

    private static void check(String name, RefUpdate.Result result) throws IOException {
        switch (result) {
            case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> {}
            case NOT_ATTEMPTED,
                    LOCK_FAILURE,
                    REJECTED,
                    REJECTED_CURRENT_BRANCH,
                    REJECTED_MISSING_OBJECT,
                    REJECTED_OTHER_REASON,
                    IO_FAILURE,
                    RENAMED -> throw new IOException(name + " cannot be written: " + result);
        }
    }
}
