@NullMarked
package dev.mizzen.daemon.approve;

import org.jspecify.annotations.NullMarked;
