@NullMarked
package dev.mizzen.reconcile.reach;

import org.jspecify.annotations.NullMarked;
