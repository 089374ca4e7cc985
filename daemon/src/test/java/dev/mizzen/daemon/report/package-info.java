@NullMarked
package dev.mizzen.daemon.report;

import org.jspecify.annotations.NullMarked;
