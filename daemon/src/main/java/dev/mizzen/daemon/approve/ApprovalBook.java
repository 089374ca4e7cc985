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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
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
    /** Who says now that something is held: a delivery about itself, a source about what left it. */
    private final Map<String, Set<Digest>> holders = new ConcurrentHashMap<>();

    /** @param released hears of what was approved just now, on the approver's thread: it can be done */
    public ApprovalBook(StoredApprovals store, Events events, Consumer<Deletions> released, Clock clock) {
        this.store = store;
        this.events = events;
        this.released = released;
        this.clock = clock;
        for (StoredApprovals.Row row : store.open()) {
            Approval.of(row).ifPresent(approval -> {
                open.put(approval.digest(), approval);
                holders.computeIfAbsent(holder(approval), h -> new HashSet<>()).add(approval.digest());
            });
        }
    }

    /** Until the first run after a restart says so itself. */
    private static String holder(Approval approval) {
        return switch (approval.hold().deletions()) {
            case Deletions.OfObjects of -> of.delivery().toString();
            case Deletions.OfDeliveries of -> of.source().toString();
        };
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
        held(source, List.of());
        holders.keySet().stream()
                .filter(holder -> holder.startsWith(source + "/"))
                .forEach(holder -> held(holder, List.of()));
    }

    /** After a start: what other sources held before it is forgotten. */
    public void followOnly(Set<SourceName> sources) {
        holders.keySet().stream()
                .filter(holder ->
                        sources.stream().noneMatch(s -> holder.equals(s.toString()) || holder.startsWith(s + "/")))
                .forEach(holder -> held(holder, List.of()));
    }

    private void held(String holder, List<Hold> holds) {
        Set<Digest> digests =
                holds.stream().map(hold -> hold.deletions().digest()).collect(Collectors.toSet());
        if (digests.equals(holders.getOrDefault(holder, Set.of())) && !anyOver(digests)) {
            return;
        }
        lock.lock();
        try {
            Set<Digest> before = new HashSet<>(
                    Optional.ofNullable(digests.isEmpty() ? holders.remove(holder) : holders.put(holder, digests))
                            .orElse(Set.of()));
            holds.forEach(this::ask);
            before.removeAll(digests);
            before.forEach(this::withdraw);
        } finally {
            lock.unlock();
        }
    }

    private boolean anyOver(Set<Digest> digests) {
        Instant now = clock.instant();
        return digests.stream().map(open::get).anyMatch(approval -> approval == null || approval.isOver(now));
    }

    private void ask(Hold hold) {
        Digest digest = hold.deletions().digest();
        Approval known = open.get(digest);
        if (known != null && known.isOver(clock.instant())) {
            expire(known);
            known = null;
        }
        if (known == null) {
            Approval approval = Approval.ask(hold, clock.instant());
            open.put(digest, approval);
            write(approval);
            tell(approval, "held", hold.message());
        }
    }

    private void withdraw(Digest digest) {
        Approval approval = open.get(digest);
        boolean stillHeld = holders.values().stream().anyMatch(digests -> digests.contains(digest));
        if (approval != null && approval.given().isEmpty() && !stillHeld) {
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
        Approval approval;
        lock.lock();
        try {
            Instant now = clock.instant();
            List<Approval> candidates = open.values().stream()
                    .filter(a -> a.digest().hex().startsWith(digest) && !a.isOver(now))
                    .toList();
            if (candidates.size() != 1) {
                return candidates.isEmpty() ? new Answer.Unknown(waiting()) : new Answer.Ambiguous(candidates);
            }
            if (candidates.getFirst().inForce(now)) {
                return new Answer.Approved(candidates.getFirst(), true);
            }
            approval = candidates.getFirst().give(by, now);
            store.put(approval.row());
            open.put(approval.digest(), approval);
        } catch (DataAccessException e) {
            LOG.error("an approval by {} cannot be stored: {}", by, e.getMessage());
            return new Answer.NotStored("the store does not answer");
        } finally {
            lock.unlock();
        }
        LOG.info("{} approved {}: {}", by, approval.digest(), approval.hold().what());
        tell(approval, "approved", "approved by " + by + ": " + approval.hold().what());
        released.accept(approval.hold().deletions());
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

    /** What has ended, the newest first. */
    public List<Approval> ended(int most) {
        return store.ended(most).stream()
                .flatMap(row -> Approval.of(row).stream())
                .toList();
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
