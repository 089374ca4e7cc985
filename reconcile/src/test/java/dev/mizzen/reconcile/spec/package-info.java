/** Tests of the readers of a config repository. */
@NullMarked
package dev.mizzen.reconcile.spec;

import org.jspecify.annotations.NullMarked;
