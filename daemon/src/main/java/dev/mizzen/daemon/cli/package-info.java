/**
 * In: what a person or a script typed. Out: text for people, JSON or YAML for scripts, and an exit code that means something.
 * Must never decide what a stage decides, nor print a secret that was not asked for.
 */
@NullMarked
package dev.mizzen.daemon.cli;

import org.jspecify.annotations.NullMarked;
