/**
 * In: a value and what it may look like.
 * Out: every problem of it, with the nearest name.
 * Must never know which kinds there are, nor repeat a value that may be secret.
 */
@NullMarked
package dev.mizzen.reconcile.spec.shape;

import org.jspecify.annotations.NullMarked;
