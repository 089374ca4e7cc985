/** Tests of placing. */
@NullMarked
package dev.mizzen.reconcile.place;

import org.jspecify.annotations.NullMarked;
