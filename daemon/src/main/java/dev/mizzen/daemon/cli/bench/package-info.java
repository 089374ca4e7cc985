/**
 * In: how many applications. Out: the figures of one run, from the outside of the daemon's process.
 * Must never measure the daemon by what it says where something else can say it.
 */
@NullMarked
package dev.mizzen.daemon.cli.bench;

import org.jspecify.annotations.NullMarked;
