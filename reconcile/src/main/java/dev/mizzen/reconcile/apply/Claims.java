package dev.mizzen.reconcile.apply;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Which delivery may write an object: one object of one cluster has one owner. Also keeps, for each source, which
 * deliveries of its newest snapshot have not claimed yet, since until then nobody may delete. In memory; rebuilt from the
 * marked objects of each cluster. Thread-safe.
 */
public final class Claims {
    private final Consumer<DeliveryId> again;
    private final Map<ClusterName, Map<ObjectRef, DeliveryId>> owners = new HashMap<>();
    private final Map<DeliveryId, Map<ClusterName, Set<ObjectRef>>> wants = new HashMap<>();
    private final Map<SourceName, Round> rounds = new HashMap<>();
    private final Sharers sharers = new Sharers();

    /** @param again hears, on the thread that settles a snapshot, of each delivery that waited for that */
    public Claims(Consumer<DeliveryId> again) {
        this.again = again;
    }

    /** The delivery is run again, soon: what it waited for is over. */
    public void again(DeliveryId delivery) {
        again.accept(delivery);
    }

    private static final class Round {
        private final Revision head;
        private final Set<DeliveryId> deliveries;
        private final Set<DeliveryId> unsettled;
        private final Set<DeliveryId> failed = new TreeSet<>();
        private final Map<DeliveryId, Set<DeliveryId>> waiting = new HashMap<>();

        Round(Revision head, Collection<DeliveryId> deliveries, Collection<DeliveryId> expected) {
            this.head = head;
            this.deliveries = Set.copyOf(deliveries);
            this.unsettled = new TreeSet<>(expected);
        }
    }

    /**
     * What came of a claim.
     *
     * @param taken whose objects it met, by object
     * @param undecided who has yet to say whether it still wants one
     * @param shared objects that another one writes and shares
     */
    public record Claimed(Map<ObjectRef, DeliveryId> taken, Set<DeliveryId> undecided, Set<ObjectRef> shared) {
        public boolean complete() {
            return taken.isEmpty() && undecided.isEmpty();
        }
    }

    /**
     * A new snapshot of a source was read.
     *
     * @param deliveries all that it holds, also those that cannot be rendered
     * @param expected those that will be run because of it
     */
    public void begin(
            SourceName source, Revision head, Collection<DeliveryId> deliveries, Collection<DeliveryId> expected) {
        Set<DeliveryId> waiting = new TreeSet<>();
        synchronized (this) {
            Round old = rounds.put(source, new Round(head, deliveries, expected));
            if (old != null) {
                waiting.addAll(old.waiting.keySet());
            }
            owners.forEach((cluster, here) -> here.forEach((ref, owner) -> {
                if (owner.source().equals(source) && !deliveries.contains(owner)) {
                    waiting.addAll(sharers.others(cluster, ref, owner));
                }
            }));
        }
        waiting.forEach(again);
    }

    /**
     * Says what a delivery wants on a cluster, all of it; what it wanted before and not now is free.
     *
     * @param shared those of the objects that it lets another one write that shares them too
     */
    public Claimed claim(ClusterName cluster, DeliveryId delivery, Set<ObjectRef> objects, Set<ObjectRef> shared) {
        Set<DeliveryId> heirs = new TreeSet<>();
        Claimed claimed = claim(cluster, delivery, objects, shared, heirs);
        heirs.forEach(again);
        return claimed;
    }

    private synchronized Claimed claim(
            ClusterName cluster,
            DeliveryId delivery,
            Set<ObjectRef> objects,
            Set<ObjectRef> shared,
            Set<DeliveryId> heirs) {
        Map<ObjectRef, DeliveryId> here = owners.computeIfAbsent(cluster, c -> new HashMap<>());
        Set<ObjectRef> before = wanted(delivery).getOrDefault(cluster, Set.of());
        wanted(delivery).put(cluster, Set.copyOf(objects));
        sharers.says(cluster, delivery, shared);
        for (ObjectRef ref : before) {
            if (!objects.contains(ref) && here.remove(ref, delivery)) {
                heirs.addAll(sharers.others(cluster, ref, delivery));
            }
        }
        Map<ObjectRef, DeliveryId> taken = new LinkedHashMap<>();
        Set<DeliveryId> undecided = new TreeSet<>();
        Set<ObjectRef> anothers = new HashSet<>();
        for (ObjectRef ref : objects) {
            DeliveryId owner = here.get(ref);
            if (owner == null || owner.equals(delivery)) {
                here.put(ref, delivery);
            } else if (left(owner, delivery) || (shared.contains(ref) && sharedAndLeft(cluster, owner, ref))) {
                here.put(ref, delivery);
                forgetWant(cluster, owner, ref);
            } else if (unsettled(owner)) {
                undecided.add(owner);
            } else if (shared.contains(ref) && sharers.shares(cluster, owner, ref)) {
                anothers.add(ref);
            } else {
                taken.put(ref, owner);
            }
        }
        undecided.forEach(owner -> await(delivery, owner));
        taken.values().forEach(owner -> await(delivery, owner));
        return new Claimed(taken, undecided, anothers);
    }

    /** As {@link #claim}, and nothing that it wanted before gets free. */
    public synchronized Claimed claimMore(
            ClusterName cluster, DeliveryId delivery, Set<ObjectRef> objects, Set<ObjectRef> shared) {
        Set<ObjectRef> all = new HashSet<>(wanted(delivery).getOrDefault(cluster, Set.of()));
        all.addAll(objects);
        return claim(cluster, delivery, all, shared, new TreeSet<>());
    }

    private void await(DeliveryId waiting, DeliveryId on) {
        Round round = rounds.get(on.source());
        if (round != null) {
            round.waiting.computeIfAbsent(waiting, d -> new TreeSet<>()).add(on);
        }
    }

    private void forgetWant(ClusterName cluster, DeliveryId owner, ObjectRef ref) {
        Set<ObjectRef> rest = new HashSet<>(wanted(owner).getOrDefault(cluster, Set.of()));
        rest.remove(ref);
        wanted(owner).put(cluster, rest);
    }

    private Map<ClusterName, Set<ObjectRef>> wanted(DeliveryId delivery) {
        return wants.computeIfAbsent(delivery, d -> new HashMap<>());
    }

    /** Whether the owner left Git for good, in the same source that now wants the object elsewhere. */
    private boolean left(DeliveryId owner, DeliveryId heir) {
        Round round = rounds.get(owner.source());
        return round != null && owner.source().equals(heir.source()) && !round.deliveries.contains(owner);
    }

    /** An object that is shared comes over from a delivery that left Git to any source. */
    private boolean sharedAndLeft(ClusterName cluster, DeliveryId owner, ObjectRef ref) {
        return sharers.shares(cluster, owner, ref) && leftGit(owner);
    }

    private boolean unsettled(DeliveryId delivery) {
        Round round = rounds.get(delivery.source());
        return round != null && round.unsettled.contains(delivery);
    }

    /** Whether any delivery wants the object. */
    public synchronized boolean isClaimed(ClusterName cluster, ObjectRef ref) {
        return owners.getOrDefault(cluster, Map.of()).containsKey(ref);
    }

    /** A marked object that was there before us: its delivery owns it unless another claimed it already. */
    public synchronized void found(ClusterName cluster, ObjectRef ref, DeliveryId delivery) {
        owners.computeIfAbsent(cluster, c -> new HashMap<>()).putIfAbsent(ref, delivery);
        Map<ClusterName, Set<ObjectRef>> all = wanted(delivery);
        Set<ObjectRef> more = new HashSet<>(all.getOrDefault(cluster, Set.of()));
        more.add(ref);
        all.put(cluster, more);
    }

    /** The delivery has claimed on every cluster that answers, or failed to render and keeps its old claims. */
    public void settled(DeliveryId delivery, Revision head, boolean rendered) {
        List<DeliveryId> free;
        synchronized (this) {
            Round round = rounds.get(delivery.source());
            if (round == null || !round.head.equals(head)) {
                return;
            }
            round.unsettled.remove(delivery);
            if (rendered) {
                round.failed.remove(delivery);
            } else {
                round.failed.add(delivery);
            }
            free = freed(round, delivery);
        }
        free.forEach(again);
    }

    private static List<DeliveryId> freed(Round round, DeliveryId settled) {
        List<DeliveryId> free = new ArrayList<>();
        round.waiting.forEach((waiting, on) -> {
            if (on.remove(settled) && on.isEmpty()) {
                free.add(waiting);
            }
        });
        free.forEach(round.waiting::remove);
        return free;
    }

    /** Those whose claims a deletion by {@code delivery} waits for; it is run again when they are there. */
    public synchronized Set<DeliveryId> awaited(DeliveryId delivery) {
        Round round = rounds.get(delivery.source());
        if (round == null) {
            return Set.of();
        }
        Set<DeliveryId> others = new TreeSet<>(round.unsettled);
        others.remove(delivery);
        others.forEach(other -> await(delivery, other));
        return others;
    }

    /** Those of the newest snapshot that failed to render: while there are any, deliveries that left Git delete nothing. */
    public synchronized Set<DeliveryId> failed(SourceName source) {
        Round round = rounds.get(source);
        return round == null ? Set.of() : Set.copyOf(round.failed);
    }

    /** How many deliveries the newest snapshot holds; 0 if none was read. */
    public synchronized int deliveries(SourceName source) {
        Round round = rounds.get(source);
        return round == null ? 0 : round.deliveries.size();
    }

    /** Whether the newest snapshot of the delivery's source was read and does not hold it. */
    public synchronized boolean leftGit(DeliveryId delivery) {
        Round round = rounds.get(delivery.source());
        return round != null && !round.deliveries.contains(delivery);
    }

    /** Whether a snapshot that holds the delivery was read. */
    public synchronized boolean inGit(DeliveryId delivery) {
        Round round = rounds.get(delivery.source());
        return round != null && round.deliveries.contains(delivery);
    }

    /** Which of these objects other deliveries want. */
    public synchronized Set<ObjectRef> wantedByOthers(
            ClusterName cluster, DeliveryId delivery, Collection<ObjectRef> objects) {
        Set<ObjectRef> wanted = new HashSet<>();
        wants.forEach((other, clusters) -> {
            if (!other.equals(delivery)) {
                for (ObjectRef ref : clusters.getOrDefault(cluster, Set.of())) {
                    if (objects.contains(ref)) {
                        wanted.add(ref);
                    }
                }
            }
        });
        return wanted;
    }

    /** Drops every claim of a delivery on a cluster. */
    public synchronized void release(ClusterName cluster, DeliveryId delivery) {
        owners.getOrDefault(cluster, new HashMap<>()).values().removeIf(delivery::equals);
        wanted(delivery).remove(cluster);
        sharers.says(cluster, delivery, Set.of());
    }
}
