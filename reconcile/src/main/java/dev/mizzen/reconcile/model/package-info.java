/**
 * The words that every stage shares: names that validate themselves, objects, digests, positions, problems.
 * In: nothing. Out: immutable values.
 * Must never know a stage, a process, a socket or a file.
 */
@NullMarked
package dev.mizzen.reconcile.model;

import org.jspecify.annotations.NullMarked;
