/**
 * In: folders and lists of files. Out: real bare repositories behind a real Git server.
 * Must never know what a commit is for, nor depend on Mizzen's own code.
 */
@NullMarked
package dev.mizzen.testkit.git;

import org.jspecify.annotations.NullMarked;
