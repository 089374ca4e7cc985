package dev.mizzen.testkit.forge;

/**
 * An event that was sent to a webhook.
 *
 * @param event as {@code push}
 * @param status HTTP status of the receiver, or 0 where it could not be reached
 */
public record Delivery(String event, int status) {}
