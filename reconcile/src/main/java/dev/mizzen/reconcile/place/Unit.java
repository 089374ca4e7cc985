package dev.mizzen.reconcile.place;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.spec.Application;

/**
 * One component at one placement.
 *
 * @param namespace never empty: the environment's, the application's, or {@code default}
 * @param replicaKey {@code ""} without a replication policy
 */
public record Unit(Application.Component component, ClusterName cluster, String namespace, String replicaKey) {}
