/**
 * In: what became of a commit. Out: a status at the commit, where its authors look.
 * Must never show a token, nor retry by itself: the caller decides when.
 */
@NullMarked
package dev.mizzen.gitsource.forge;

import org.jspecify.annotations.NullMarked;
