/**
 * In: a rendered release.
 * Out: its components delivered in order of their dependencies, and one outcome.
 * Must never keep waiting in a thread what a store or a watch can hold.
 */
@NullMarked
package dev.mizzen.reconcile.run;

import org.jspecify.annotations.NullMarked;
