/** Tests of the shared words. */
@NullMarked
package dev.mizzen.reconcile.model;

import org.jspecify.annotations.NullMarked;
