@NullMarked
package dev.mizzen.reconcile.artifact;

import org.jspecify.annotations.NullMarked;
