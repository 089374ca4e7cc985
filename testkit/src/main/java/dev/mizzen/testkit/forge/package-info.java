/**
 * In: the requests of a client, and what was pushed. Out: the answers and events of GitHub, as GitHub publishes them.
 * Must never be kinder than GitHub: what does not fit its schemas is refused and remembered.
 */
@NullMarked
package dev.mizzen.testkit.forge;

import org.jspecify.annotations.NullMarked;
