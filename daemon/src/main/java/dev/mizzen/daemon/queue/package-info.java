/**
 * In: deliveries that want a run, and how each run ended. Out: one run at a time for each delivery, in fair order.
 * A trigger while a delivery runs gives one more run; a run that waits is tried again after a back-off.
 * Must never know what a run does, and never hold more than one entry a delivery.
 */
@NullMarked
package dev.mizzen.daemon.queue;

import org.jspecify.annotations.NullMarked;
