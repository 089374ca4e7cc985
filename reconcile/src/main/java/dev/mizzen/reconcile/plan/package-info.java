/**
 * In: what is desired, what is observed, what is owned.
 * Out: actions. Pure: the same arguments, the same plan.
 * Must never read a clock, a cluster or a store.
 */
@NullMarked
package dev.mizzen.reconcile.plan;

import org.jspecify.annotations.NullMarked;
