/**
 * In: names of clusters.
 * Out: real Kubernetes API servers, started by the tests or the demo and gone with them.
 * Must never stand in for a cluster with something that only looks like one.
 */
@NullMarked
package dev.mizzen.testkit.cluster;

import org.jspecify.annotations.NullMarked;
