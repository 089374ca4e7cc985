/**
 * In: the pull requests of a source's forge. Out: what each of them would change, as a comment and a commit status.
 * Must never apply anything, never ask a cluster, and never open an encrypted file for a stranger.
 */
@NullMarked
package dev.mizzen.daemon.pulls;

import org.jspecify.annotations.NullMarked;
