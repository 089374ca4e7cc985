@NullMarked
package dev.mizzen.reconcile.share;

import org.jspecify.annotations.NullMarked;
