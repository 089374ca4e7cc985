/** Tests of what holds for all stages. */
@NullMarked
package dev.mizzen.reconcile;

import org.jspecify.annotations.NullMarked;
