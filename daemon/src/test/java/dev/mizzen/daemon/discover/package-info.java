@NullMarked
package dev.mizzen.daemon.discover;

import org.jspecify.annotations.NullMarked;
