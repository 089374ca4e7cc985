package dev.mizzen.daemon.report;

import java.time.Instant;

/**
 * A delivery that is tried again.
 *
 * @param reason what it waits for, one of the words that docs/metrics.md lists
 * @param at when it is tried again at the latest; what it waits for may end sooner
 */
public record NextTry(String reason, Instant at) {}
