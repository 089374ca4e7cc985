/**
 * The long-running process: what triggers, queues, remembers, reports and serves, and {@link dev.mizzen.daemon.Mizzen},
 * which wires it all.
 * Must never hold what a stage knows: here parts are joined, nothing is decided.
 */
@NullMarked
package dev.mizzen.daemon;

import org.jspecify.annotations.NullMarked;
