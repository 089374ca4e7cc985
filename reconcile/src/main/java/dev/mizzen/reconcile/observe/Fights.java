package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.ObjectRef;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Knows who takes a field again each time that we put it back. The same path lost {@value #LOSSES} times within {@link
 * #WINDOW} to one manager is a fight: nothing should be written for as long again. Whoever writes an object tells {@link
 * #putBack}. Thread-safe.
 */
public final class Fights {
    static final int LOSSES = 3;
    static final Duration WINDOW = Duration.ofMinutes(10);

    /** So many objects are remembered at a time; another one's losses are not counted until one of these is over. */
    private static final int OBJECTS = 10_000;

    private final Clock clock;
    private final Map<Place, Map<Opponent, Losses>> byObject = new HashMap<>();

    public Fights(Clock clock) {
        this.clock = clock;
    }

    /** A fight that is on. */
    public record Fight(String manager, String path, Instant until) {}

    private record Place(ClusterName cluster, ObjectRef ref) {}

    private record Opponent(String path, String manager) {}

    private static final class Losses {
        private final Deque<Instant> times = new ArrayDeque<>();
        private boolean putBack = true;
        private Instant backedOffUntil = Instant.MIN;
    }

    /** These fields are not as we want them. The same loss counts once until we {@linkplain #putBack put it back}. */
    synchronized Optional<Fight> lost(ClusterName cluster, ObjectRef ref, List<Drift.Field> fields) {
        Instant now = clock.instant();
        byObject.values().removeIf(losses -> over(losses, now));
        Place place = new Place(cluster, ref);
        if (byObject.size() >= OBJECTS && !byObject.containsKey(place)) {
            return Optional.empty();
        }
        Map<Opponent, Losses> losses = byObject.computeIfAbsent(place, p -> new HashMap<>());
        for (Drift.Field field : fields) {
            if (!field.manager().equals(DriftFields.UNKNOWN)) {
                count(losses.computeIfAbsent(new Opponent(field.path(), field.manager()), o -> new Losses()), now);
            }
        }
        return losses.entrySet().stream()
                .filter(e -> e.getValue().backedOffUntil.isAfter(now))
                .findFirst()
                .map(e -> new Fight(e.getKey().manager, e.getKey().path, e.getValue().backedOffUntil));
    }

    private static void count(Losses losses, Instant now) {
        if (!losses.putBack) {
            return;
        }
        losses.putBack = false;
        losses.times.removeIf(time -> time.plus(WINDOW).isBefore(now));
        losses.times.addLast(now);
        if (losses.times.size() >= LOSSES) {
            losses.backedOffUntil = now.plus(WINDOW);
            losses.times.clear();
        }
    }

    private static boolean over(Map<Opponent, Losses> losses, Instant now) {
        return losses.values().stream()
                .allMatch(l -> !l.backedOffUntil.isAfter(now)
                        && (l.times.isEmpty() || l.times.getLast().plus(WINDOW).isBefore(now)));
    }

    /** We wrote the object. */
    synchronized void putBack(ClusterName cluster, ObjectRef ref) {
        byObject.getOrDefault(new Place(cluster, ref), Map.of()).values().forEach(losses -> losses.putBack = true);
    }
}
