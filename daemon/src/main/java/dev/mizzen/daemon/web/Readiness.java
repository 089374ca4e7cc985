package dev.mizzen.daemon.web;

import java.util.Map;

/**
 * Whether the daemon can do its work.
 *
 * @param ready false until every source was read once, and while the store does not answer
 * @param details a line for people by part, also of what does not make it unready
 */
public record Readiness(boolean ready, Map<String, String> details) {
    /** The line of a part that is well. */
    public static final String OK = "ok";
}
