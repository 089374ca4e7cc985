@NullMarked
package dev.mizzen.daemon.web;

import org.jspecify.annotations.NullMarked;
