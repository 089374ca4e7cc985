/**
 * In: what Git says of two environments, and how long one of them fares well with it.
 * Out: whether a revision is promoted from one to the other, and the edit of the overlay that does it.
 * Must never write to a repository, and never decide by anything that it was not given.
 */
@NullMarked
package dev.mizzen.reconcile.promote;

import org.jspecify.annotations.NullMarked;
