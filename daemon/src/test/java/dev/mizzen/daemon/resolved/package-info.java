@NullMarked
package dev.mizzen.daemon.resolved;

import org.jspecify.annotations.NullMarked;
