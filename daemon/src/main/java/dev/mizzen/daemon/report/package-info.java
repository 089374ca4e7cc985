/**
 * In: what became of deliveries: outcomes, health, drift, requests. Out: the board that everybody reads, metrics, and the
 * states of commits at a forge.
 * Must never change a cluster or a repository, nor slow down whoever tells it something.
 */
@NullMarked
package dev.mizzen.daemon.report;

import org.jspecify.annotations.NullMarked;
