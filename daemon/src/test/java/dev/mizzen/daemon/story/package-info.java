/**
 * In: the folders of {@code test-repos/}. Out: whether each story came true.
 * Must never look into the daemon: only at what a user can see.
 */
@NullMarked
package dev.mizzen.daemon.story;

import org.jspecify.annotations.NullMarked;
