/**
 * In: how each delivery fares, as the board tells it. Out: what became of each commit, and DORA's figures of that.
 * Must never ask a cluster, or wait for the store while the board tells.
 */
@NullMarked
package dev.mizzen.daemon.history;

import org.jspecify.annotations.NullMarked;
