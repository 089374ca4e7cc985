/** Real places that artifacts come from: CNCF's registry, and a Helm repository as files of an HTTP server. */
@NullMarked
package dev.mizzen.testkit.registry;

import org.jspecify.annotations.NullMarked;
