/**
 * In: object ids of a repository. Out: a commit's tree and blobs as values.
 * Must never hand out a path or a link that leads outside the commit, nor touch a work tree.
 */
@NullMarked
package dev.mizzen.gitsource.snapshot;

import org.jspecify.annotations.NullMarked;
