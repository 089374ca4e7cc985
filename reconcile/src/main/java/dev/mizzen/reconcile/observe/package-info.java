/**
 * In: watch events of objects that carry our mark.
 * Out: what is observed: health, suspected drift, with who and when.
 * Must never poll, or keep an object or a Secret's data that is not ours.
 */
@NullMarked
package dev.mizzen.reconcile.observe;

import org.jspecify.annotations.NullMarked;
