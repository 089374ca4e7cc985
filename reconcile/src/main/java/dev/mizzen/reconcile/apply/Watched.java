package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Observed;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What the watches of one cluster hold. Thread-safe. */
public interface Watched {
    /**
     * Grows the set of watched kinds; returns when each one's initial list is complete. Cheap where all are watched.
     *
     * @throws Waiting if the cluster cannot be reached or a list does not complete in time
     * @throws ApiException {@link Failure.Forbidden} if a kind may not be watched
     */
    void ensure(Set<Resource> kinds) throws ApiException, Waiting;

    /**
     * Every object with this id in its label, also one that fails {@link Observed.ObservedObject#ownedBy}; terminating
     * ones until they are gone. Makes no request.
     */
    Observed of(ApplySetId id);

    /** The object of this identity if it carries our mark, of any delivery. Makes no request. */
    Optional<Observed.ObservedObject> find(ObjectRef ref);

    /** Every object that carries our mark, of any delivery. Makes no request. */
    Collection<Observed.ObservedObject> marked();

    /**
     * Whether an object of this name carries our label, also one of another installation or tool and one that fails {@link
     * Observed.ObservedObject#ownedBy}; true where that cannot be told, since the kind is not watched or its watch is
     * interrupted. Makes no request.
     */
    boolean mayBeLabelled(Resource kind, ObjectRef ref);

    /** A write of ours to this object begins: its events are held until the flight is closed. */
    Flight flight(ObjectRef ref);

    /** One write to one object. Closed without {@link #wrote} or {@link #deleted}, held events count as usual. */
    interface Flight extends AutoCloseable {
        /**
         * Folds the API server's answer to our apply in as if it were an event, so that {@link Watched#of} shows our own
         * write at once; older events that arrive later are dropped.
         */
        void wrote(Resource kind, JsonNode answer);

        /** The object as it was read is proved to be as it should be, by what is the baseline now. */
        void inSync(Resource kind, JsonNode live);

        /** Our DELETE was accepted: its event is no drift; until then {@link Watched#of} shows the object terminating. */
        void deleted();

        @Override
        void close();
    }
}
