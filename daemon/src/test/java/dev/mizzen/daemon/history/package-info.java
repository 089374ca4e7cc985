@NullMarked
package dev.mizzen.daemon.history;

import org.jspecify.annotations.NullMarked;
