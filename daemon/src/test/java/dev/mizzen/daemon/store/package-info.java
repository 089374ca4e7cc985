@NullMarked
package dev.mizzen.daemon.store;

import org.jspecify.annotations.NullMarked;
