/**
 * Charts and kustomizations from outside of an application's repository. In: what the application asks for, and the lock beside it.
 * Out: a pin, and the bytes or the commit that it names. It must never give bytes that are not those of the pin.
 */
@NullMarked
package dev.mizzen.reconcile.artifact;

import org.jspecify.annotations.NullMarked;
