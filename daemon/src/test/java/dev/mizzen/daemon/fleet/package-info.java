@NullMarked
package dev.mizzen.daemon.fleet;

import org.jspecify.annotations.NullMarked;
