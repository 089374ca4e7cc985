/**
 * Speaks HTTP to hosts that a source's repository names. In: an address out of Git. Out: a bounded body. It must never connect to
 * an address that was not checked, and never send a credential to another host than the one that it was given for.
 */
@NullMarked
package dev.mizzen.reconcile.reach;

import org.jspecify.annotations.NullMarked;
