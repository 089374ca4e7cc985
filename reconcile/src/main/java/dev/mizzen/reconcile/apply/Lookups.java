package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.ApplySetId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.JsonNode;

/**
 * Whether objects are there that the watch does not hold. One request an object; but where many of one kind are asked for
 * in one namespace within a moment, as at the first sync of a cluster, one list of what nobody labelled answers for all.
 * Thread-safe.
 */
final class Lookups {
    /** So many single requests for one kind and namespace within {@link #MOMENT} before a list is worth it. */
    static final int SINGLE = 8;

    static final Duration MOMENT = Duration.ofSeconds(2);
    /** So long a list answers; whoever makes an object meanwhile is noticed by the apply, as after a single request. */
    static final Duration FRESH = Duration.ofSeconds(5);
    /** A namespace with more than one page of strangers is asked object by object for so long. */
    static final Duration CROWDED = Duration.ofMinutes(1);

    private static final String UNLABELLED = "!" + ApplySetId.LABEL;
    private static final int MOST_PLACES = 10_000;

    private final Api api;
    private final Watched watched;
    private final Clock clock;
    private final Map<Place, Strangers> places = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Strangers> eldest) {
            return size() > MOST_PLACES;
        }
    };

    private record Place(Resource kind, String namespace) {}

    Lookups(Api api, Watched watched, Clock clock) {
        this.api = api;
        this.watched = watched;
        this.clock = clock;
    }

    /** The object's metadata; empty where it is not there. */
    Optional<JsonNode> find(Resource kind, ObjectRef ref) throws ApiException {
        return watched.mayBeLabelled(kind, ref) || !strangers(kind, ref).lack(ref.name())
                ? api.findMetadata(kind, ref)
                : Optional.empty();
    }

    private Strangers strangers(Resource kind, ObjectRef ref) {
        Place place = new Place(kind, ref.namespace());
        synchronized (places) {
            return places.computeIfAbsent(place, Strangers::new);
        }
    }

    /** The objects without our label of one kind in one namespace. */
    private final class Strangers {
        private final Place place;
        private final ReentrantLock lock = new ReentrantLock();
        private Instant begin = Instant.MIN;
        private int asked;
        private Set<String> names = Set.of();
        private Instant freshUntil = Instant.MIN;
        private Instant crowdedUntil = Instant.MIN;

        Strangers(Place place) {
            this.place = place;
        }

        /** Whether the name is known not to be there; false where that has to be asked for. */
        boolean lack(String name) throws ApiException {
            lock.lock();
            try {
                Instant now = clock.instant();
                count(now);
                if (now.isAfter(freshUntil) && asked > SINGLE && now.isAfter(crowdedUntil)) {
                    list(now);
                }
                return !now.isAfter(freshUntil) && !names.contains(name);
            } finally {
                lock.unlock();
            }
        }

        private void count(Instant now) {
            if (now.isAfter(begin.plus(MOMENT))) {
                begin = now;
                asked = 0;
            }
            asked++;
        }

        private void list(Instant now) throws ApiException {
            Set<String> found = new HashSet<>();
            boolean whole = api.listPage(
                    place.kind(),
                    new Selection(place.namespace(), UNLABELLED, true),
                    object -> found.add(object.path("metadata").path("name").asString("")));
            if (whole) {
                names = found;
                freshUntil = now.plus(FRESH);
            } else {
                crowdedUntil = now.plus(CROWDED);
            }
        }
    }
}
