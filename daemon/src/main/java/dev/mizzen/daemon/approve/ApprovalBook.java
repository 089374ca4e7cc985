package dev.mizzen.daemon.approve;

import dev.mizzen.daemon.store.Events;
import dev.mizzen.daemon.store.StoredApprovals;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.run.Approvals;
import dev.mizzen.reconcile.run.Deletions;
import dev.mizzen.reconcile.run.Hold;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for a yes, and what was approved. In memory, and written to the store at each change, so that a restart
 * goes on with both. Runs ask it without waiting for the store. Thread-safe.
 */
public final class ApprovalBook implements Approvals {
    private static final Logger LOG = LoggerFactory.getLogger(ApprovalBook.class);

    private final StoredApprovals store;
    private final Events events;
    private final Consumer<Deletions> released;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    /** One for each digest, until it ends or nobody asks any more. */
    private final Map<Digest, Approval> open = new ConcurrentHashMap<>();

    private final Holders holders = new Holders();

    /** @param released hears of what was approved just now, on the approver's thread: it can be done */
    public ApprovalBook(StoredApprovals store, Events events, Consumer<Deletions> released, Clock clock) {
        this.store = store;
        this.events = events;
        this.released = released;
        this.clock = clock;
        for (StoredApprovals.Row row : store.open()) {
            Approval.of(row).ifPresent(approval -> {
                open.put(approval.digest(), approval);
                holders.remember(approval.hold());
            });
        }
    }

    @Override
    public List<Set<ObjectRef>> objects(DeliveryId delivery, ClusterName cluster) {
        Instant now = clock.instant();
        return open.values().stream()
                .filter(approval -> approval.inForce(now))
                .flatMap(approval -> approval.objects(delivery, cluster).stream())
                .toList();
    }

    @Override
    public boolean cover(SourceName source, Set<DeliveryId> leaving) {
        Instant now = clock.instant();
        return open.values().stream().anyMatch(a -> a.inForce(now) && a.covers(source, leaving));
    }

    @Override
    public void outstanding(DeliveryId delivery, ClusterName cluster, Set<ObjectRef> objects) {
        changeGiven(approval -> approval.outstanding(delivery, cluster, objects, clock.instant()));
    }

    /** Deliveries that are in Git (again), or of which nothing is left: whatever was approved about them is done. */
    public void settled(Collection<DeliveryId> deliveries) {
        changeGiven(approval -> approval.without(deliveries, clock.instant()));
    }

    /** All that the delivery holds now; it replaces what it held before. */
    public void held(DeliveryId delivery, List<Hold> holds) {
        held(delivery.toString(), holds);
    }

    /** All that the source holds now of what left it; it replaces what it held before. */
    public void held(SourceName source, List<Hold> holds) {
        held(source.toString(), holds);
    }

    /** The source is followed no more, and none of its deliveries. */
    public void forget(SourceName source) {
        holders.of(source).forEach(holder -> held(holder, List.of()));
    }

    /** After a start: what other sources held before it is forgotten. */
    public void followOnly(Set<SourceName> sources) {
        holders.sources().stream().filter(source -> !sources.contains(source)).forEach(this::forget);
    }

    private void held(String holder, List<Hold> holds) {
        if (holds.equals(holders.holds(holder)) && holds.stream().allMatch(this::isOpen)) {
            return;
        }
        lock.lock();
        try {
            List<Hold> before = holders.replace(holder, holds);
            holds.forEach(this::ask);
            before.forEach(this::withdraw);
        } finally {
            lock.unlock();
        }
    }

    private boolean isOpen(Hold hold) {
        Approval approval = open.get(hold.deletions().digest());
        return approval != null && !approval.isOver(clock.instant());
    }

    private void ask(Hold hold) {
        Approval known = open.get(hold.deletions().digest());
        if (known != null && known.isOver(clock.instant())) {
            expire(known);
            known = null;
        }
        if (known == null) {
            Approval approval = Approval.ask(hold, clock.instant());
            open.put(approval.digest(), approval);
            write(approval);
            tell(approval, "held", hold.message());
        } else if (known.given().isEmpty() && !known.hold().equals(hold)) {
            Approval approval = known.told(hold);
            open.put(approval.digest(), approval);
            write(approval);
        }
    }

    /** What nobody holds any more cannot be approved any more. */
    private void withdraw(Hold hold) {
        Digest digest = hold.deletions().digest();
        Approval approval = open.get(digest);
        if (approval != null && approval.given().isEmpty() && !holders.anyHolds(digest)) {
            open.remove(digest);
            safely(() -> store.remove(approval.id()));
        }
    }

    /**
     * Somebody says yes.
     *
     * @param digest its first digits, or all of them
     * @param by who, as the history shows it
     */
    public Answer approve(String digest, String by) {
        Answer answer = answer(digest, by);
        if (answer instanceof Answer.Approved approved && !approved.repeated()) {
            Hold hold = approved.approval().hold();
            LOG.info("{} approved {}: {}", by, approved.approval().digest(), hold.what());
            tell(approved.approval(), "approved", "approved by " + by + ": " + hold.what());
            released.accept(hold.deletions());
        }
        return answer;
    }

    private Answer answer(String digest, String by) {
        lock.lock();
        try {
            Instant now = clock.instant();
            List<Approval> candidates = open.values().stream()
                    .filter(a -> a.digest().hex().startsWith(digest) && !a.isOver(now))
                    .toList();
            if (candidates.size() != 1) {
                return candidates.isEmpty() ? new Answer.Unknown(waiting()) : new Answer.Ambiguous(candidates);
            }
            Approval only = candidates.getFirst();
            return only.inForce(now) ? new Answer.Approved(only, true) : give(only, by, now);
        } finally {
            lock.unlock();
        }
    }

    private Answer give(Approval waiting, String by, Instant now) {
        Approval approval = waiting.give(by, now);
        try {
            store.putForGood(approval.row());
        } catch (DataAccessException e) {
            LOG.error("an approval by {} cannot be stored: {}", by, e.getMessage());
            // If it was written all the same, it must not count after a restart: nobody was told so.
            write(waiting);
            return new Answer.NotStored("the store does not answer");
        }
        open.put(approval.digest(), approval);
        return new Answer.Approved(approval, false);
    }

    /** What nobody said yes to so far, the oldest first. */
    public List<Approval> waiting() {
        return listed(approval -> approval.given().isEmpty());
    }

    /** What was approved and is not done yet, the oldest first. */
    public List<Approval> given() {
        Instant now = clock.instant();
        return listed(approval -> approval.inForce(now));
    }

    private List<Approval> listed(Predicate<Approval> which) {
        return open.values().stream()
                .filter(which)
                .sorted(Comparator.comparing(Approval::asked)
                        .thenComparing(a -> a.digest().hex()))
                .toList();
    }

    /** What has ended, the newest first; nothing while the store does not answer. */
    public List<Approval> ended(int most) {
        try {
            return store.ended(most).stream()
                    .flatMap(row -> Approval.of(row).stream())
                    .toList();
        } catch (DataAccessException e) {
            LOG.warn("the store does not say what was approved before: {}", e.getMessage());
            return List.of();
        }
    }

    /** Ends what nobody used in time. */
    public void tidy() {
        lock.lock();
        try {
            Instant now = clock.instant();
            open.values().stream().filter(a -> a.isOver(now)).toList().forEach(this::expire);
        } finally {
            lock.unlock();
        }
    }

    private void expire(Approval approval) {
        Approval over = approval.end(Approval.Ending.EXPIRED, clock.instant());
        open.remove(approval.digest());
        write(over);
        tell(
                over,
                "expired",
                "the approval by " + over.given().map(Approval.Given::by).orElse("nobody") + " was not used in time: "
                        + over.hold().what());
    }

    private void changeGiven(UnaryOperator<Approval> change) {
        Instant now = clock.instant();
        if (open.values().stream().noneMatch(a -> a.inForce(now))) {
            return;
        }
        lock.lock();
        try {
            listed(approval -> approval.given().isPresent()).forEach(approval -> {
                Approval after = change.apply(approval);
                if (!after.equals(approval)) {
                    write(after);
                    if (after.ended().isPresent()) {
                        open.remove(after.digest());
                    } else {
                        open.put(after.digest(), after);
                    }
                }
            });
        } finally {
            lock.unlock();
        }
    }

    private void write(Approval approval) {
        safely(() -> store.put(approval.row()));
    }

    private void tell(Approval approval, String kind, String message) {
        Instant now = clock.instant();
        safely(() -> events.add(approval.about().stream()
                .map(delivery -> new Events.Row(delivery, kind, message, now))
                .toList()));
    }

    /** The store is a memory: where it fails, what is in force stays so until the daemon ends. */
    private static void safely(Runnable write) {
        try {
            write.run();
        } catch (DataAccessException e) {
            LOG.error("the store does not take what is held and approved: {}", e.getMessage());
        }
    }
}
