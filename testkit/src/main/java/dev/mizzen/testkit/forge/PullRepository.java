package dev.mizzen.testkit.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mizzen.testkit.git.BareRepository;
import dev.mizzen.testkit.git.GitServer;
import dev.mizzen.testkit.git.Push;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.merge.MergeStrategy;
import org.eclipse.jgit.merge.ThreeWayMerger;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;

/** What pull requests do in a repository: a ref for each head, and merges that reach the base as a push does. */
final class PullRepository {
    private final GitServer server;
    private final Clock clock;
    private final Vendor vendor;

    PullRepository(GitServer server, Vendor vendor, Clock clock) {
        this.server = server;
        this.vendor = vendor;
        this.clock = clock;
    }

    /** The head of a branch; empty text where it is not there. */
    String tip(String repository, String branch) throws IOException {
        return server.repository(repository).head(branch).orElse("");
    }

    /** Whether {@code commit} leads to {@code ancestor}. */
    boolean holds(String repository, String commit, String ancestor) throws IOException {
        try (RevWalk walk = new RevWalk(server.repository(repository).jgit())) {
            return walk.isMergedInto(
                    walk.parseCommit(ObjectId.fromString(ancestor)), walk.parseCommit(ObjectId.fromString(commit)));
        }
    }

    /** Offers the head of {@code pull} by its own ref. */
    void offer(Pull pull) throws IOException {
        if (pull.fork().isPresent()) {
            bring(pull, pull.fork().get());
        }
        RefUpdate update = server.repository(pull.repository()).jgit().updateRef(vendor.head(pull.number()));
        update.setNewObjectId(ObjectId.fromString(pull.tip()));
        update.forceUpdate();
    }

    private void bring(Pull pull, String fork) throws IOException {
        Repository into = server.repository(pull.repository()).jgit();
        RefSpec ref = new RefSpec("+refs/heads/" + pull.head() + ":" + vendor.head(pull.number()));
        try (Transport transport = Transport.open(
                into, new URIish("file://" + server.repository(fork).directory()))) {
            transport.fetch(NullProgressMonitor.INSTANCE, List.of(ref));
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /** What lies between {@code pull} and where it left its base; the same after it was merged. */
    String changes(Pull pull) throws IOException {
        Repository repository = server.repository(pull.repository()).jgit();
        try (RevWalk walk = new RevWalk(repository);
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                DiffFormatter format = new DiffFormatter(out)) {
            RevCommit tip = walk.parseCommit(ObjectId.fromString(pull.tip()));
            RevCommit left = walk.parseCommit(ObjectId.fromString(base(pull)));
            walk.setRevFilter(RevFilter.MERGE_BASE);
            walk.markStart(tip);
            walk.markStart(left);
            RevCommit common = walk.next();
            format.setRepository(repository);
            format.format(common == null ? left : common, tip);
            format.flush();
            return out.toString(UTF_8);
        }
    }

    private String base(Pull pull) throws IOException {
        Repository repository = server.repository(pull.repository()).jgit();
        if (pull.merged().isPresent()) {
            try (RevWalk walk = new RevWalk(repository)) {
                return walk.parseCommit(ObjectId.fromString(pull.merged().get()))
                        .getParent(0)
                        .name();
            }
        }
        return tip(pull.repository(), pull.base());
    }

    /** Merges {@code pull} into its base with a commit of two parents, whose id it returns. */
    String merge(Pull pull, String user) throws IOException {
        BareRepository bare = server.repository(pull.repository());
        Repository repository = bare.jgit();
        String before = bare.head(pull.base()).orElseThrow();
        ThreeWayMerger merger = MergeStrategy.RECURSIVE.newMerger(repository, true);
        if (!merger.merge(ObjectId.fromString(before), ObjectId.fromString(pull.tip()))) {
            throw new IOException("Pull request #" + pull.number() + " conflicts with " + pull.base());
        }
        String after;
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(merger.getResultTreeId());
            commit.setParentIds(ObjectId.fromString(before), ObjectId.fromString(pull.tip()));
            PersonIdent person = new PersonIdent(user, user + "@example.com", clock.instant(), ZoneOffset.UTC);
            commit.setAuthor(person);
            commit.setCommitter(person);
            String owner = pull.repository().substring(0, pull.repository().indexOf('/'));
            commit.setMessage("Merge pull request #" + pull.number() + " from " + owner + "/" + pull.head() + "\n\n"
                    + pull.title());
            after = inserter.insert(commit).name();
            inserter.flush();
        }
        bare.move(pull.base(), after);
        server.pushed(new Push(pull.repository(), Constants.R_HEADS + pull.base(), before, after));
        return after;
    }
}
