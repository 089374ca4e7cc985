/** Tests of rendering, pure and with real helper processes. */
@NullMarked
package dev.mizzen.reconcile.render;

import org.jspecify.annotations.NullMarked;
