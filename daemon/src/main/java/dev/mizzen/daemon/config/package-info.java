/**
 * In: the text of {@code mizzen.yaml} and its changes on the disk. Out: a {@link dev.mizzen.daemon.config.Config} that is
 * right as a whole, or every mistake with its line.
 * Must never hold a secret (only where it stands), open a connection, or let a wrong edit replace a right one.
 */
@NullMarked
package dev.mizzen.daemon.config;

import org.jspecify.annotations.NullMarked;
