/**
 * In: a remote repository and branch. Out: snapshots of its commits, out of a bare mirror on disk.
 * Must never run anything that the repository holds, write a work tree, or send a credential to another host.
 */
@NullMarked
package dev.mizzen.gitsource.mirror;

import org.jspecify.annotations.NullMarked;
