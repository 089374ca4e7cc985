/**
 * In: what the daemon found before it rendered a delivery. Out: a file of it without any secret, and that file read again.
 * Must never write a value of a Secret, the seed of a delivery, or a digest from which one of them could be guessed.
 */
@NullMarked
package dev.mizzen.daemon.resolved;

import org.jspecify.annotations.NullMarked;
