@NullMarked
package dev.mizzen.daemon.queue;

import org.jspecify.annotations.NullMarked;
