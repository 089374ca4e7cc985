/**
 * In: facts worth remembering: how runs ended, what was sent to a forge, what applies left behind, what drifted.
 * Out: the same facts after a restart, from H2 in a file or from PostgreSQL.
 * Must never decide anything, hold a secret, or be needed to know what a cluster should look like.
 */
@NullMarked
package dev.mizzen.daemon.store;

import org.jspecify.annotations.NullMarked;
