/**
 * In: the requests of a server's clients, and what shall go wrong. Out: the same requests to the real server, and its
 * answers, or faults.
 * Must never answer for the server what it was not told to answer.
 */
@NullMarked
package dev.mizzen.testkit.proxy;

import org.jspecify.annotations.NullMarked;
