/**
 * In: what runs and commits hold, and what people say to it. Out: what the runs may delete, and who let them.
 * Must never let go more than what somebody saw and approved, or hold a token (only where it stands).
 */
@NullMarked
package dev.mizzen.daemon.approve;

import org.jspecify.annotations.NullMarked;
