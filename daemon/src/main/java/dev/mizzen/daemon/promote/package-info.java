/**
 * In: what Git says of environments that promote, and how deliveries fare.
 * Out: commits and pull requests that move a pin. Must never deliver anything: what reaches Git is delivered by a sync.
 */
@NullMarked
package dev.mizzen.daemon.promote;

import org.jspecify.annotations.NullMarked;
