/**
 * In: an application, its environment and the clusters that are known.
 * Out: units: one component at one cluster and namespace.
 * Must never render, and never invent a cluster.
 */
@NullMarked
package dev.mizzen.reconcile.place;

import org.jspecify.annotations.NullMarked;
