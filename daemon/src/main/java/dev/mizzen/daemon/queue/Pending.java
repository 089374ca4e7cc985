package dev.mizzen.daemon.queue;

import dev.mizzen.reconcile.model.Obstacle;
import java.time.Instant;

/** A delivery that waits to be tried again: for what, and when that is at the latest; what it waits for may end sooner. */
public record Pending(Obstacle obstacle, Instant at) {}
