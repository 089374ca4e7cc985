package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.ClusterName;
import java.time.Duration;

/** Hears of every request that was sent. Called on the caller's thread; must not block. */
@FunctionalInterface
public interface RequestListener {
    RequestListener SILENT = (cluster, verb, kind, status, duration) -> {};

    /**
     * A request has ended.
     *
     * @param verb as in RBAC: {@code get list watch create patch delete}; {@code dry-run} for an apply that changes nothing
     * @param kind the resource's plural, {@code discovery} for discovery
     * @param status the HTTP status, 0 where there was no answer
     * @param duration until the whole answer, or the first byte of a watch
     */
    void answered(ClusterName cluster, String verb, String kind, int status, Duration duration);

    /**
     * There was no answer; told before {@link #answered} with status 0.
     *
     * @param why a line for people, without secrets
     */
    default void unanswered(ClusterName cluster, String why) {}
}
