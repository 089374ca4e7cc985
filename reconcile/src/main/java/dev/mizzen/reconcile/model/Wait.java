package dev.mizzen.reconcile.model;

/**
 * Something that mends itself and is waited for.
 *
 * @param message what it is, one line for people, without secrets
 */
public record Wait(Obstacle obstacle, String message) {}
