/**
 * In: a request that claims to come from a forge. Out: what was pushed where, or why the request is nothing to us.
 * Must never read a body whose signature has not been proved, nor do anything but answer.
 */
@NullMarked
package dev.mizzen.gitsource.hook;

import org.jspecify.annotations.NullMarked;
