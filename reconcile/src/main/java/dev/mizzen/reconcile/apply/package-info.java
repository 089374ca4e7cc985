/**
 * In: a plan and a cluster.
 * Out: the outcome of each action; the inventory that says what is ours.
 * Must never write without a claim, or delete without uid and resourceVersion.
 */
@NullMarked
package dev.mizzen.reconcile.apply;

import org.jspecify.annotations.NullMarked;
