package dev.mizzen.gitsource.snapshot;

import java.io.IOException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * A commit, read by object id out of a repository that stays open as long as the snapshot is used.
 *
 * <p>Its root is a directory of the commit; a link may lead out of that directory, never out of the commit.
 */
public final class CommitSnapshot extends TreeSnapshot {
    private final Repository repository;
    private final ObjectId root;
    private final String base;
    private final Listings listings;

    private CommitSnapshot(
            SourceName source,
            Revision revision,
            Repository repository,
            ObjectId root,
            String base,
            Listings listings) {
        super(source, revision);
        this.repository = repository;
        this.root = root;
        this.base = base;
        this.listings = listings;
    }

    /**
     * The commit {@code revision} of {@code repository}.
     *
     * @param base the directory of the commit that is the snapshot's root; {@code ""} for all of it. It need not exist
     * @param listings of this repository, shared by all of its snapshots
     * @throws IOException if the commit is not in the repository, or cannot be read
     */
    public static CommitSnapshot of(
            SourceName source, Repository repository, Revision revision, String base, Listings listings)
            throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            ObjectId tree = walk.parseCommit(ObjectId.fromString(revision.id())).getTree();
            return new CommitSnapshot(source, revision, repository, tree.copy(), base, listings);
        }
    }

    @Override
    <T> T reading(Reading<T> reading) throws IOException, FileTooLarge {
        try (ObjectReader reader = repository.newObjectReader()) {
            return reading.of(new CommitTree(reader, root, listings));
        }
    }

    @Override
    String base() {
        return base;
    }

    @Override
    byte[] content(Entry.File file, long limitBytes) throws IOException, FileTooLarge {
        try (ObjectReader reader = repository.newObjectReader()) {
            ObjectLoader blob = reader.open(ObjectId.fromString(file.id()), Constants.OBJ_BLOB);
            if (blob.getSize() > limitBytes) {
                throw new FileTooLarge(file.path(), blob.getSize(), limitBytes);
            }
            return blob.getBytes(Math.toIntExact(Math.min(limitBytes, Integer.MAX_VALUE)));
        }
    }
}
