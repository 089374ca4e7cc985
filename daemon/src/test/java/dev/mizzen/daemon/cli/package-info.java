@NullMarked
package dev.mizzen.daemon.cli;

import org.jspecify.annotations.NullMarked;
