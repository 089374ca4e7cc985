package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import java.time.Instant;
import java.util.Optional;

/**
 * One piece of news of one object, already reduced.
 *
 * @param now empty if it is gone, or is no longer ours
 * @param present whether an object of this name is there, ours or not
 * @param resourceVersion of the object, or of the list that did not have it
 */
record Arrival(ObjectRef ref, Optional<ObservedObject> now, boolean present, String resourceVersion, Instant at) {}
