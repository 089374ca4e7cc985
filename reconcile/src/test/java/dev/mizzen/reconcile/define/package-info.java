/** Tests of definitions, and a snapshot that is held in memory. */
@NullMarked
package dev.mizzen.reconcile.define;

import org.jspecify.annotations.NullMarked;
