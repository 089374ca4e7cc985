package dev.mizzen.gitsource.mirror;

import dev.mizzen.gitsource.mirror.SourceRejected.Reason;
import dev.mizzen.gitsource.snapshot.Revision;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** Makes commits in the mirror's repository; no ref moves. */
final class Commits {
    private static final String NAME = "Mizzen";
    private static final String EMAIL = "mizzen@mizzen.dev";

    private final Repository repository;
    private final Remote remote;
    private final Failures failures;
    private final Clock clock;

    Commits(Repository repository, Remote remote, Failures failures, Clock clock) {
        this.repository = repository;
        this.remote = remote;
        this.failures = failures;
        this.clock = clock;
    }

    Revision commit(Revision parent, Map<String, Optional<byte[]>> files, String message)
            throws SourceRejected, IOException {
        try (RevWalk walk = new RevWalk(repository);
                ObjectReader reader = repository.newObjectReader();
                ObjectInserter inserter = repository.newObjectInserter()) {
            RevCommit on = walk.parseCommit(ObjectId.fromString(parent.id()));
            DirCache index = DirCache.read(reader, on.getTree());
            edit(index, files, inserter);
            return commit(inserter, index.writeTree(inserter), Optional.of(on), message);
        }
    }

    /** One by Mizzen of this tree. */
    Revision commit(ObjectInserter inserter, ObjectId tree, Optional<? extends ObjectId> parent, String message)
            throws IOException {
        PersonIdent author = new PersonIdent(NAME, EMAIL, clock.instant(), ZoneOffset.UTC);
        CommitBuilder commit = new CommitBuilder();
        commit.setTreeId(tree);
        parent.ifPresent(commit::setParentId);
        commit.setAuthor(author);
        commit.setCommitter(author);
        commit.setMessage(message);
        ObjectId id = inserter.insert(commit);
        inserter.flush();
        return new Revision(id.name());
    }

    private void edit(DirCache index, Map<String, Optional<byte[]>> files, ObjectInserter inserter)
            throws SourceRejected, IOException {
        DirCacheEditor editor = index.editor();
        for (Map.Entry<String, Optional<byte[]>> file : files.entrySet()) {
            String path = remote.path().isEmpty() ? file.getKey() : remote.path() + "/" + file.getKey();
            check(index, path);
            if (file.getValue().isEmpty()) {
                editor.add(new DirCacheEditor.DeletePath(path));
            } else {
                ObjectId content =
                        inserter.insert(Constants.OBJ_BLOB, file.getValue().get());
                editor.add(new Written(path, content));
            }
        }
        editor.finish();
    }

    /** Nothing is written through a link, into a submodule, nor over a directory. */
    private void check(DirCache index, String path) throws SourceRejected {
        checkName(path);
        for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
            if (index.getEntry(path.substring(0, end)) != null) {
                throw failures.rejected(
                        Reason.NO_SUCH_PATH,
                        path + " cannot be written: " + path.substring(0, end) + " is no directory");
            }
        }
        DirCacheEntry there = index.getEntry(path);
        boolean isFile = there == null || (there.getRawMode() & FileMode.TYPE_MASK) == FileMode.TYPE_FILE;
        if (!isFile || index.getEntriesWithin(path).length > 0) {
            throw failures.rejected(Reason.NO_SUCH_PATH, path + " cannot be written: it is no plain file");
        }
    }

    private static void checkName(String path) {
        try {
            new DirCacheEntry(path);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + path + "\" cannot be a file of a commit", e);
        }
        for (String name : path.split("/", -1)) {
            if (name.isEmpty() || name.equals(".") || name.equals("..") || name.equalsIgnoreCase(".git")) {
                throw new IllegalArgumentException("\"" + path + "\" cannot be a file of a commit");
            }
        }
    }

    /** A file with new content; one that may be run stays so. */
    private static final class Written extends DirCacheEditor.PathEdit {
        private final ObjectId content;

        Written(String path, ObjectId content) {
            super(path);
            this.content = content;
        }

        @Override
        public void apply(DirCacheEntry entry) {
            if (!FileMode.EXECUTABLE_FILE.equals(entry.getRawMode())) {
                entry.setFileMode(FileMode.REGULAR_FILE);
            }
            entry.setObjectId(content);
        }
    }
}
