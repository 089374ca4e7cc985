/**
 * What is known of each cluster.
 * In: how its requests end, and where it was made known. Out: values that the page, the API and the metrics show.
 * Must never hold a credential.
 */
@NullMarked
package dev.mizzen.daemon.fleet;

import org.jspecify.annotations.NullMarked;
