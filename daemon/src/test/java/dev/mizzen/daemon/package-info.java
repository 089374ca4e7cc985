@NullMarked
package dev.mizzen.daemon;

import org.jspecify.annotations.NullMarked;
