/**
 * In: what Git says of a delivery.
 * Out: clusters that hold it, and one outcome.
 * Must never know a queue, a store or a web server.
 */
@NullMarked
package dev.mizzen.reconcile;

import org.jspecify.annotations.NullMarked;
