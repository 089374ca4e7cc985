/**
 * In: configured secrets. Out: the values that every part of this module shares.
 * Must never know any of those parts, nor show a secret in text.
 */
@NullMarked
package dev.mizzen.gitsource;

import org.jspecify.annotations.NullMarked;
