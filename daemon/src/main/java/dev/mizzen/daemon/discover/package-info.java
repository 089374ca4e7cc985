/**
 * In: Secrets in which other tools keep clusters.
 * Out: clusters as the configuration has them, or why not.
 * Must never run a program, read a file, or trust a server that nobody signed because a Secret says so.
 */
@NullMarked
package dev.mizzen.daemon.discover;

import org.jspecify.annotations.NullMarked;
