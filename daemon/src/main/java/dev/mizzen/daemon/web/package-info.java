/**
 * In: requests from people, scripts, Prometheus and forges. Out: what the board says, pushes as a mere hint to look, and
 * approvals of who has a token.
 * Must never wait on a cluster or a repository, believe a body that is not signed, or change anything but what is approved.
 */
@NullMarked
package dev.mizzen.daemon.web;

import org.jspecify.annotations.NullMarked;
