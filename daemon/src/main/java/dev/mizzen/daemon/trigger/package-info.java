/**
 * In: pushes, polls, start-up, events of the watches. Out: what each delivery should be, and which of them run.
 * Must never reconcile anything itself, and never take a delivery for gone because something could not be read.
 */
@NullMarked
package dev.mizzen.daemon.trigger;

import org.jspecify.annotations.NullMarked;
