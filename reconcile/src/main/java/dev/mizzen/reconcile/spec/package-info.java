/**
 * In: a snapshot (and the commits that overlays pin).
 * Out: environments and, for each delivery, an application whose every value knows its file and line; or its problems.
 * Must never ask a cluster, a helper process or the network.
 */
@NullMarked
package dev.mizzen.reconcile.spec;

import org.jspecify.annotations.NullMarked;
