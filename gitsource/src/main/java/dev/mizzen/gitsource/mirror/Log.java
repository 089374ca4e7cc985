package dev.mizzen.gitsource.mirror;

import dev.mizzen.gitsource.snapshot.Revision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilterGroup;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Reads which commits lie between two. */
final class Log {
    private static final int MAX_AUTHOR = 100;
    private static final int MAX_SUBJECT = 300;

    private final Repository repository;
    private final Remote remote;

    Log(Repository repository, Remote remote) {
        this.repository = repository;
        this.remote = remote;
    }

    List<CommitInfo> between(Optional<Revision> from, Revision to, Collection<String> paths, int most)
            throws IOException {
        List<CommitInfo> commits = new ArrayList<>();
        try (RevWalk walk = new RevWalk(repository)) {
            walk.markStart(walk.parseCommit(ObjectId.fromString(to.id())));
            if (from.isPresent()) {
                walk.markUninteresting(
                        walk.parseCommit(ObjectId.fromString(from.get().id())));
            }
            walk.setTreeFilter(filter(paths));
            walk.setRewriteParents(false);
            for (RevCommit next = walk.next(); next != null && commits.size() < most; next = walk.next()) {
                commits.add(info(next));
            }
        }
        return List.copyOf(commits);
    }

    private TreeFilter filter(Collection<String> paths) {
        List<String> full = paths.isEmpty() && !remote.path().isEmpty()
                ? List.of(remote.path())
                : paths.stream()
                        .map(path -> remote.path().isEmpty() ? path : remote.path() + "/" + path)
                        .toList();
        return full.isEmpty()
                ? TreeFilter.ALL
                : AndTreeFilter.create(PathFilterGroup.createFromStrings(full), TreeFilter.ANY_DIFF);
    }

    private static CommitInfo info(RevCommit commit) {
        return new CommitInfo(
                new Revision(commit.name()),
                Words.line(commit.getAuthorIdent().getName(), MAX_AUTHOR),
                Words.line(commit.getCommitterIdent().getName(), MAX_AUTHOR),
                commit.getCommitterIdent().getWhenAsInstant(),
                Words.line(commit.getShortMessage(), MAX_SUBJECT),
                Arrays.stream(commit.getParents())
                        .map(parent -> new Revision(parent.name()))
                        .toList());
    }
}
