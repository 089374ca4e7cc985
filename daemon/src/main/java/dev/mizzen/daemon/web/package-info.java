/**
 * In: requests from people, scripts, Prometheus and forges. Out: what the board says, and pushes as a mere hint to look.
 * Must never wait on a cluster or a repository, believe a body that is not signed, or change anything.
 */
@NullMarked
package dev.mizzen.daemon.web;

import org.jspecify.annotations.NullMarked;
