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
 * #WINDOW} to one manager is a fight: nothing should be written for as long again. Whoever removes fields or objects
 * leaves no name, so that many may be one: they are given {@value #LOSSES_TO_UNKNOWN}. Whoever writes an object tells
 * {@link #putBack}. Thread-safe.
 */
public final class Fights {
    static final int LOSSES = 3;
    static final int LOSSES_TO_UNKNOWN = 10;
    static final Duration WINDOW = Duration.ofMinutes(10);

    /** The object itself, where that is what is lost. */
    static final Drift.Field WHOLE = new Drift.Field("the whole object", "", "", DriftFields.UNKNOWN, Optional.empty());

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

    private record Opponent(String path, String manager) {
        int most() {
            return manager.equals(DriftFields.UNKNOWN) ? LOSSES_TO_UNKNOWN : LOSSES;
        }
    }

    private static final class Losses {
        private final Deque<Instant> times = new ArrayDeque<>();
        private boolean putBack = true;
        private Instant backedOffUntil = Instant.MIN;
    }

    /**
     * These fields are not as we want them. The same loss counts once until we {@linkplain #putBack put it back}.
     *
     * @return the fight that is on over one of them
     */
    synchronized Optional<Fight> lost(ClusterName cluster, ObjectRef ref, List<Drift.Field> fields) {
        Instant now = clock.instant();
        byObject.values().removeIf(losses -> over(losses, now));
        Place place = new Place(cluster, ref);
        if (byObject.size() >= OBJECTS && !byObject.containsKey(place)) {
            return Optional.empty();
        }
        Map<Opponent, Losses> losses = byObject.computeIfAbsent(place, p -> new HashMap<>());
        Optional<Fight> fight = Optional.empty();
        for (Drift.Field field : fields) {
            Opponent opponent = new Opponent(field.path(), field.manager());
            Losses these = losses.computeIfAbsent(opponent, o -> new Losses());
            count(these, opponent.most(), now);
            if (fight.isEmpty() && these.backedOffUntil.isAfter(now)) {
                fight = Optional.of(new Fight(field.manager(), field.path(), these.backedOffUntil));
            }
        }
        return fight;
    }

    private static void count(Losses losses, int most, Instant now) {
        if (!losses.putBack || losses.backedOffUntil.isAfter(now)) {
            return;
        }
        losses.putBack = false;
        losses.times.removeIf(time -> time.plus(WINDOW).isBefore(now));
        losses.times.addLast(now);
        if (losses.times.size() >= most) {
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
