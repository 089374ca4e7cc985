package dev.mizzen.daemon.trigger;

import dev.mizzen.daemon.queue.DeliveryQueue;
import dev.mizzen.daemon.queue.Urgency;
import dev.mizzen.daemon.report.StatusBoard;
import dev.mizzen.gitsource.mirror.SourceRejected;
import dev.mizzen.gitsource.mirror.SourceUnavailable;
import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SnapshotUnreadable;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.run.Approvals;
import dev.mizzen.reconcile.run.Hold;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.SourceSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the newest commit of one source to its deliveries: those that it changes are wanted anew and run. One sync at a
 * time; calls while one runs give one more.
 */
public final class SourceSync {
    /** Told of each sync, on its thread. */
    public interface Listener {
        /** The source was asked; {@code result} is {@code fetched}, {@code unchanged} or {@code failed}. */
        void asked(SourceName source, String result, Duration took);

        /** A commit was read whole; {@code expected} run because of it. Told before they are queued. */
        void read(SourceName source, SourceSpec spec, List<DeliveryId> expected);

        /** What a commit changed is known and wanted. */
        void head(SourceName source, Revision head, List<DeliveryId> changed, List<String> troubles);

        /** All that is held now of what left the source; told at each commit, and when it was approved. */
        void held(SourceName source, Optional<Hold> hold);

        /** A delivery went that nothing has to be deleted for. */
        void forgotten(DeliveryId id);

        /** The source left the configuration. */
        void orphaned(SourceName source);
    }

    private static final Logger LOG = LoggerFactory.getLogger(SourceSync.class);

    private final SourceName source;
    private final Branch branch;
    private final Wants wants;
    private final StatusBoard board;
    private final DeliveryQueue queue;
    private final Approvals approvals;
    private final Listener listener;
    private final Clock clock;
    private final Map<DeliveryId, SourceDiff.Before> before = new ConcurrentHashMap<>();
    private final Rounds rounds;
    private volatile Optional<Leaving> leaving = Optional.empty();
    private volatile Optional<Revision> read = Optional.empty();
    /** The id of the root: another one for the same commit where its files are opened with other keys. */
    private volatile Optional<String> readAs = Optional.empty();

    private final AtomicBoolean reread = new AtomicBoolean();
    private volatile boolean whole;
    private volatile boolean asked;
    private volatile Optional<String> trouble = Optional.of("not read yet");

    /** @param remembered deliveries of this source before a restart, with the digest of their inputs if it is known */
    public SourceSync(
            SourceName source,
            Branch branch,
            Map<DeliveryId, Remembered> remembered,
            Wants wants,
            StatusBoard board,
            DeliveryQueue queue,
            Approvals approvals,
            Listener listener,
            Clock clock) {
        this.source = source;
        this.branch = branch;
        this.wants = wants;
        this.board = board;
        this.queue = queue;
        this.approvals = approvals;
        this.listener = listener;
        this.clock = clock;
        this.rounds = new Rounds("source-" + source, this::sync);
        remembered.forEach((id, r) -> before.put(id, new SourceDiff.Before(r.inputs(), r.head(), Optional.empty())));
    }

    /** Deliveries that left Git with a commit and stay until that is approved. */
    private record Leaving(Hold hold, Set<DeliveryId> deliveries, Revision head, Instant pushed) {}

    /** What the store knew of a delivery. */
    public record Remembered(Optional<Inputs> inputs, Optional<Revision> head) {}

    /** The source may have changed: asks it, soon. Returns at once. */
    public void trigger() {
        rounds.again();
    }

    /** What the newest commit says has changed, though the commit has not: reads it again, soon. Returns at once. */
    public void reread() {
        reread.set(true);
        rounds.again();
    }

    /** Why the source could not be read the last time; empty if it could. */
    public Optional<String> trouble() {
        return trouble;
    }

    /** Whether the source was asked since this began, whatever it answered. */
    public boolean wasAsked() {
        return asked;
    }

    /** Whether all of the newest commit could be read: only then a delivery that it lacks has left Git. */
    public boolean isWhole() {
        return whole;
    }

    /** Whether the delivery left Git with so many others that it stays until that is approved. */
    public boolean holds(DeliveryId id) {
        return leaving.filter(held -> held.deliveries().contains(id)).isPresent();
    }

    /** The newest commit that was read. */
    public Optional<Revision> head() {
        return read;
    }

    /** Every delivery of the source runs again, as after a change of the clusters. */
    public void runAll() {
        wants.ids().stream().filter(id -> id.source().equals(source)).forEach(id -> queue.offer(id, Urgency.RESET));
    }

    /** Ends what runs and takes no more. The deliveries stay as they are. */
    public void close() {
        rounds.close();
    }

    /** The source is no longer configured: its deliveries are left alone. */
    public void orphan() {
        close();
        wants.forget(source);
        board.of(source).forEach(state -> board.remove(state.id()));
        listener.orphaned(source);
        LOG.warn("source {} left the configuration: its objects stay on the clusters and are followed no more", source);
    }

    private void sync() {
        release();
        boolean again = reread.getAndSet(false);
        Instant begin = clock.instant();
        try {
            Snapshot head = branch.update();
            boolean isNew = !read.filter(head.revision()::equals).isPresent() || !readAs.equals(as(head));
            listener.asked(source, isNew ? "fetched" : "unchanged", Duration.between(begin, clock.instant()));
            if (isNew || again) {
                take(head, begin);
            }
            trouble = Optional.empty();
        } catch (SourceRejected | SourceUnavailable | SnapshotUnreadable e) {
            listener.asked(source, "failed", Duration.between(begin, clock.instant()));
            fail(e);
            goOnWithTheKnown(again, begin);
        } catch (Waiting e) {
            fail(e);
            reread.compareAndSet(false, again);
        } finally {
            asked = true;
        }
    }

    private static Optional<String> as(Snapshot head) {
        return head.entry("").map(Entry::id);
    }

    private void fail(Exception e) {
        String message = String.valueOf(e.getMessage());
        if (!trouble.equals(Optional.of(message))) {
            LOG.warn("source {} cannot be read: {}", source, message);
        }
        trouble = Optional.of(message);
    }

    /** A daemon that starts while the Git server is away still keeps what it knows. */
    private void goOnWithTheKnown(boolean again, Instant begin) {
        if (read.isEmpty() || again) {
            try {
                Optional<Snapshot> known = branch.known();
                if (known.isPresent()) {
                    take(known.get(), begin);
                }
            } catch (Waiting | SnapshotUnreadable e) {
                fail(e);
            }
        }
    }

    private void take(Snapshot head, Instant pushed) throws Waiting {
        SourceSpec spec = branch.read(head);
        SourceDiff diff = SourceDiff.between(source, Map.copyOf(before), spec, pushed, approvals);
        boolean first = read.isEmpty();
        LOG.info(
                "source {} is at {}: {} deliveries, {} changed, {} gone",
                source,
                head.revision().abbreviated(),
                spec.deliveries().size(),
                diff.changed().size(),
                diff.gone().size());
        spec.problems().forEach(problem -> LOG.warn("source {}: {}", source, problem));
        diff.changed().forEach(this::want);
        diff.same().forEach(wants::put);
        leave(diff, spec.head(), pushed);
        List<DeliveryId> changed = diff.changed().stream().map(Want.Spec::id).toList();
        List<DeliveryId> expected =
                first ? spec.deliveries().stream().map(DeliverySpec::id).toList() : changed;
        listener.read(source, spec, expected);
        listener.head(source, head.revision(), changedBy(diff, head.revision()), texts(spec.problems()));
        expected.forEach(id -> queue.offer(id, Urgency.RESET));
        if (diff.held().isEmpty()) {
            diff.gone().forEach(id -> queue.offer(id, Urgency.RESET));
        }
        read = Optional.of(head.revision());
        readAs = as(head);
        whole = spec.problems().isEmpty();
    }

    /** Also what a daemon before this one saw change by the same commit. */
    private static List<DeliveryId> changedBy(SourceDiff diff, Revision head) {
        return Stream.concat(
                        diff.changed().stream(),
                        diff.same().stream().filter(want -> want.head().equals(head)))
                .map(Want.Spec::id)
                .toList();
    }

    private static List<String> texts(List<Problem> problems) {
        return problems.stream().map(Problem::toString).toList();
    }

    private void want(Want.Spec want) {
        wants.put(want);
        before.put(
                want.id(),
                new SourceDiff.Before(
                        Optional.of(want.inputs()), Optional.of(want.head()), Optional.of(want.pushed())));
        if (want.spec() instanceof DeliverySpec.Broken broken) {
            board.rejected(want.id(), want.head(), want.pushed(), broken.problems());
        } else {
            board.wanted(want.id(), want.head(), want.pushed());
        }
    }

    private void leave(SourceDiff diff, Revision head, Instant pushed) {
        leaving = diff.held().map(hold -> new Leaving(hold, diff.gone(), head, pushed));
        for (DeliveryId id : diff.gone()) {
            if (leaving.isPresent()) {
                wants.forget(id);
                board.held(id, leaving.get().hold().message());
            } else {
                go(id, head, pushed);
            }
            // Should it come back, it is wanted anew.
            before.put(id, new SourceDiff.Before(Optional.empty(), Optional.empty(), Optional.empty()));
        }
        listener.held(source, diff.held());
    }

    private void go(DeliveryId id, Revision head, Instant pushed) {
        wants.put(new Want.Gone(id, head));
        board.wanted(id, head, pushed);
    }

    /** What left Git and was held goes as soon as that is approved, whether or not the source answers. */
    private void release() {
        Optional<Leaving> held = leaving.filter(l -> approvals.cover(source, l.deliveries()));
        held.ifPresent(l -> {
            leaving = Optional.empty();
            l.deliveries().forEach(id -> go(id, l.head(), l.pushed()));
            listener.held(source, Optional.empty());
            l.deliveries().forEach(id -> queue.offer(id, Urgency.RESET));
        });
    }

    /** A delivery that left Git is retired. */
    public void retired(Want.Gone gone) {
        before.remove(gone.id());
        wants.forget(gone);
        listener.forgotten(gone.id());
    }
}
