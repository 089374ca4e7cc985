package dev.mizzen.reconcile.observe.verdict;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.Health.State;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.observe.Opinion;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The policies of all deliveries and what each said last. An object that no policy is about costs one look into a map.
 * Thread-safe.
 */
public final class Verdicts implements Opinion {
    private final Map<DeliveryId, Map<ClusterName, List<Entry>>> deliveries = new ConcurrentHashMap<>();
    private final Map<Subject, List<Entry>> subjects = new ConcurrentHashMap<>();

    private record Subject(ClusterName cluster, ObjectRef ref) {}

    /** One policy, and what it said last. */
    static final class Entry {
        final HealthPolicy policy;
        final Digest digest;
        private volatile @Nullable Verdict verdict;

        Entry(HealthPolicy policy) {
            this.policy = policy;
            this.digest = policy.digest();
        }

        Optional<Verdict> verdict() {
            return Optional.ofNullable(verdict);
        }

        /** Takes what the policy says now; tells whether a health may be another one for it. */
        boolean take(Verdict said) {
            Optional<Verdict> before = verdict();
            Verdict now = said.after(before);
            verdict = now;
            return before.filter(b -> b.said() == now.said()
                            && b.message().equals(now.message())
                            && b.error().equals(now.error())
                            && b.details().equals(now.details())
                            && b.marks().equals(now.marks())
                            && b.wasWell() == now.wasWell())
                    .isEmpty();
        }
    }

    @Override
    public Health of(ClusterName cluster, ObservedObject object) {
        List<Entry> entries = subjects.get(new Subject(cluster, object.ref()));
        Health kind = object.health();
        if (entries == null || object.terminating() || kind.state() == State.UNKNOWN) {
            return kind;
        }
        return entries.stream()
                .map(entry -> of(entry, object, kind))
                .reduce(Health::worse)
                .orElse(kind);
    }

    private static Health of(Entry entry, ObservedObject object, Health kind) {
        Optional<Verdict> verdict = entry.verdict().filter(v -> v.isAbout(object));
        if (verdict.isPresent()) {
            return verdict.get().health(entry.policy, kind);
        }
        return entry.policy.decides()
                ? new Health(State.PROGRESSING, "the healthPolicy of " + entry.policy.what() + " was not asked yet")
                : kind;
    }

    /** The policies of a delivery on a cluster, in the place of those before; what they said is kept of those that stay. */
    synchronized void put(DeliveryId delivery, ClusterName cluster, List<HealthPolicy> policies) {
        List<Entry> old = entries(delivery, cluster);
        if (old.isEmpty() && policies.isEmpty()) {
            return;
        }
        Map<Digest, Entry> known = new HashMap<>();
        old.forEach(entry -> known.put(entry.digest, entry));
        List<Entry> now = policies.stream()
                .map(Entry::new)
                .map(entry -> known.getOrDefault(entry.digest, entry))
                .distinct()
                .toList();
        now.forEach(entry -> entry.policy.subjects().forEach(ref -> subject(cluster, ref, entry, true)));
        Map<ClusterName, List<Entry>> clusters = new HashMap<>(deliveries.getOrDefault(delivery, Map.of()));
        clusters.put(cluster, now);
        clusters.values().removeIf(List::isEmpty);
        if (clusters.isEmpty()) {
            deliveries.remove(delivery);
        } else {
            deliveries.put(delivery, Map.copyOf(clusters));
        }
        old.stream()
                .filter(entry -> !now.contains(entry))
                .forEach(entry -> entry.policy.subjects().forEach(ref -> subject(cluster, ref, entry, false)));
    }

    /** As {@link #put}, beside those that are there. */
    synchronized void add(DeliveryId delivery, ClusterName cluster, List<HealthPolicy> policies) {
        Stream<HealthPolicy> old = entries(delivery, cluster).stream().map(entry -> entry.policy);
        put(delivery, cluster, Stream.concat(old, policies.stream()).toList());
    }

    synchronized void forget(DeliveryId delivery) {
        clusters(delivery).forEach(cluster -> put(delivery, cluster, List.of()));
    }

    private void subject(ClusterName cluster, ObjectRef ref, Entry entry, boolean is) {
        subjects.compute(new Subject(cluster, ref), (key, old) -> {
            List<Entry> entries = new ArrayList<>(old == null ? List.of() : old);
            entries.remove(entry);
            if (is) {
                entries.add(entry);
            }
            return entries.isEmpty() ? null : List.copyOf(entries);
        });
    }

    /** Whether a policy of the delivery is known. */
    boolean concerns(DeliveryId delivery) {
        return deliveries.containsKey(delivery);
    }

    /** The clusters for which the delivery has policies. */
    Set<ClusterName> clusters(DeliveryId delivery) {
        return deliveries.getOrDefault(delivery, Map.of()).keySet();
    }

    List<Entry> entries(DeliveryId delivery, ClusterName cluster) {
        return deliveries.getOrDefault(delivery, Map.of()).getOrDefault(cluster, List.of());
    }
}
