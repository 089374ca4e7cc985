/**
 * In: units with their definitions.
 * Out: objects as they should be, or what a unit waits for; equal inputs share one render.
 * Must never reach a cluster or the network, or let a template stop the daemon.
 */
@NullMarked
package dev.mizzen.reconcile.render;

import org.jspecify.annotations.NullMarked;
