package dev.mizzen.testkit.git;

/**
 * One ref that a push moved.
 *
 * @param repository name on the server, as {@code acme/shop}
 * @param ref full name, as {@code refs/heads/main}
 * @param before object id before, all zeros where the ref is new
 * @param after object id after, all zeros where the ref was deleted
 */
public record Push(String repository, String ref, String before, String after) {}
