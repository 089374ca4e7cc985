@NullMarked
package dev.mizzen.daemon.config;

import org.jspecify.annotations.NullMarked;
