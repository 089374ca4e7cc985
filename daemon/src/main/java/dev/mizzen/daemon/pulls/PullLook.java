package dev.mizzen.daemon.pulls;

import dev.mizzen.daemon.report.Turnstile;
import dev.mizzen.daemon.store.ToldPulls;
import dev.mizzen.daemon.trigger.Rounds;
import dev.mizzen.gitsource.forge.CommitStatus;
import dev.mizzen.gitsource.forge.Forge;
import dev.mizzen.gitsource.forge.ForgeRejected;
import dev.mizzen.gitsource.forge.ForgeUnavailable;
import dev.mizzen.gitsource.forge.PullRequest;
import dev.mizzen.gitsource.forge.PullRequests;
import dev.mizzen.gitsource.mirror.Mirror;
import dev.mizzen.gitsource.mirror.SourceRejected;
import dev.mizzen.gitsource.mirror.SourceUnavailable;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SnapshotUnreadable;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the open pull requests of one source what merging them changes: one comment each, edited in place, and a commit
 * status. A request is looked at again when it or the branch has another newest commit. One look at a time.
 */
public final class PullLook implements AutoCloseable {
    /** The context of the commit status. */
    public static final String CONTEXT = "mizzen/diff";

    /** The most requests that one look renders; the others have the next one. */
    static final int MOST = 50;

    private static final Logger LOG = LoggerFactory.getLogger(PullLook.class);

    private final Origin origin;
    private final Forge forge;
    private final PullRequests pulls;
    private final Turnstile turnstile;
    private final Shared shared;
    private final Rounds rounds;
    private final Map<String, ToldPulls.Compared> refused = new HashMap<>();
    private volatile boolean closed;
    private String trouble = "";
    private boolean troubled;

    /**
     * Where the commits of a source are.
     *
     * @param opened a snapshot with its encrypted files in plain text
     * @param sealed the same with none opened
     */
    public record Origin(
            SourceName source, Mirror mirror, UnaryOperator<Snapshot> opened, UnaryOperator<Snapshot> sealed) {
        private Snapshot at(Revision revision, UnaryOperator<Snapshot> as) throws Rejected {
            if (!mirror.kept().contains(revision) && !mirror.reachable(revision)) {
                throw new Rejected(Problem.of("commit " + revision + " is not on the branch "
                        + mirror.remote().branch()));
            }
            try {
                return as.apply(mirror.at(revision));
            } catch (SourceRejected e) {
                throw new Rejected(Problem.of(String.valueOf(e.getMessage())));
            }
        }
    }

    /**
     * What all sources have in common.
     *
     * @param own renders what comes from the repository itself
     * @param foreign renders what comes from forks
     * @param masked a text without what was decrypted
     * @param turn held while one is rendered: one at a time
     */
    public record Shared(
            Workshop own, Workshop foreign, UnaryOperator<String> masked, ToldPulls told, ReentrantLock turn) {}

    /** Looks at nothing before it is asked to; {@code turnstile} is shared by all that write to the same forge. */
    public PullLook(Origin origin, Forge forge, PullRequests pulls, Turnstile turnstile, Shared shared) {
        this.origin = origin;
        this.forge = forge;
        this.pulls = pulls;
        this.turnstile = turnstile;
        this.shared = shared;
        this.rounds = new Rounds("pulls-" + origin.source(), this::look);
    }

    /** A pull request or the branch may have changed: looks, soon. Returns at once. */
    public void trigger() {
        rounds.again();
    }

    /** Waits until what is rendered now was given up; looks no more. */
    @Override
    public void close() {
        closed = true;
        rounds.close();
    }

    private void look() {
        troubled = false;
        try {
            Optional<Snapshot> head = origin.mirror().head();
            if (head.isPresent()) {
                look(head.get());
            }
        } catch (ForgeUnavailable | ForgeRejected | SourceRejected | SnapshotUnreadable | DataAccessException e) {
            say("the pull requests of " + origin.source() + " cannot be looked at: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        trouble = troubled ? trouble : "";
    }

    /** The same trouble is told once. */
    private void say(String text) {
        if (!trouble.equals(text)) {
            LOG.warn("{}", text);
        }
        trouble = text;
        troubled = true;
    }

    private void look(Snapshot base) throws ForgeUnavailable, ForgeRejected, InterruptedException {
        List<PullRequest> open = pulls.open(origin.mirror().remote().branch());
        List<String> numbers = open.stream().map(PullRequest::number).toList();
        refused.keySet().retainAll(numbers);
        if (open.size() < PullRequests.MOST) {
            shared.told().retain(origin.source(), numbers);
        }
        List<PullRequest> news =
                open.stream().filter(request -> isNews(request, base)).toList();
        boolean progress = false;
        for (PullRequest request : news.subList(0, Math.min(MOST, news.size()))) {
            if (closed) {
                return;
            }
            progress |= tell(request, base);
        }
        if (progress && news.size() > MOST) {
            trigger();
        }
    }

    /** What the forge refused is not sent again until something changes, or the daemon starts again. */
    private boolean isNews(PullRequest request, Snapshot base) {
        var now = new ToldPulls.Compared(request.tip(), base.revision());
        return !now.equals(refused.get(request.number()))
                && !shared.told().find(origin.source(), request.number()).equals(Optional.of(now));
    }

    /** Whether it needs to be told no more as it is. One that fails keeps no other from being told. */
    private boolean tell(PullRequest request, Snapshot base) throws ForgeUnavailable, InterruptedException {
        var compared = new ToldPulls.Compared(request.tip(), base.revision());
        try {
            Snapshot tip = origin.mirror().fetch(pulls.ref(request));
            if (!tip.revision().equals(request.tip())) {
                return false; // it moved since it was listed, which is told of by an event of its own
            }
            Workshop.Result result = compare(request, base, tip);
            if (closed) {
                return false;
            }
            publish(request, Remark.of(subject(request, base), result.comparison(), shared.masked()));
            if (result.isWhole()) {
                shared.told().put(origin.source(), request.number(), compared);
            }
            return result.isWhole();
        } catch (ForgeRejected e) {
            refused.put(request.number(), compared);
            say(named(request) + " cannot be told what it changes: " + e.getMessage());
        } catch (SourceRejected | SourceUnavailable | SnapshotUnreadable | Waiting | DataAccessException e) {
            say(named(request) + " cannot be compared now: " + e.getMessage());
        } catch (RuntimeException e) {
            refused.put(request.number(), compared);
            LOG.error("{} was not compared by a bug", named(request), e);
        }
        return false;
    }

    private String named(PullRequest request) {
        return "pull request " + request.number() + " of " + origin.source();
    }

    private Remark.Subject subject(PullRequest request, Snapshot base) {
        return new Remark.Subject(
                origin.source(), origin.mirror().remote().branch(), base.revision(), request.tip(), request.foreign());
    }

    private Workshop.Result compare(PullRequest request, Snapshot base, Snapshot tip) throws Waiting {
        UnaryOperator<Snapshot> as = request.foreign() ? origin.sealed() : origin.opened();
        Workshop workshop = request.foreign() ? shared.foreign() : shared.own();
        shared.turn().lock();
        try {
            return workshop.compare(as.apply(base), as.apply(tip), revision -> origin.at(revision, as), () -> closed);
        } finally {
            shared.turn().unlock();
        }
    }

    /** The status first: a token may have the right to that one alone. */
    private void publish(PullRequest request, Remark remark)
            throws ForgeUnavailable, ForgeRejected, InterruptedException {
        turnstile.pass();
        forge.publish(new CommitStatus(request.tip(), CONTEXT, remark.state(), remark.description(), Optional.empty()));
        Optional<PullRequest.Comment> known = pulls.comments(request).stream()
                .filter(comment -> comment.ours() && comment.text().startsWith(Remark.marker(origin.source())))
                .findFirst();
        if (known.isEmpty()) {
            turnstile.pass();
            pulls.comment(request, remark.text());
        } else if (!known.get().text().strip().equals(remark.text().strip())) {
            turnstile.pass();
            pulls.edit(request, known.get(), remark.text());
        }
    }
}
