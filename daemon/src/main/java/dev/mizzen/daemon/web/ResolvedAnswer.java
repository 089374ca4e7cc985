package dev.mizzen.daemon.web;

/**
 * What the daemon renders a delivery with, without anything secret.
 *
 * @param status of HTTP: 200, 404 where there is no such delivery, 409 where it cannot be told now
 * @param text YAML with 200, else why
 */
public record ResolvedAnswer(int status, String text) {}
