/**
 * Sharing what is scarce between those who want it.
 * In: who wants a place. Out: whose turn it is, in fair order, after a bounded wait.
 * Must never know what a place is for.
 */
@NullMarked
package dev.mizzen.reconcile.share;

import org.jspecify.annotations.NullMarked;
