@NullMarked
package dev.mizzen.daemon.trigger;

import org.jspecify.annotations.NullMarked;
