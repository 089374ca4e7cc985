@NullMarked
package dev.mizzen.daemon.promote;

import org.jspecify.annotations.NullMarked;
