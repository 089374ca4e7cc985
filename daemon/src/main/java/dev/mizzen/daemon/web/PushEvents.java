package dev.mizzen.daemon.web;

import java.util.Map;

/** Takes push events of forges. */
@FunctionalInterface
public interface PushEvents {
    /** What became of an event. */
    enum Answer {
        /** The source is looked at. */
        ACCEPTED,
        /** Genuine, and nothing for us. */
        IGNORED,
        /** Not signed as it should be. */
        REFUSED,
        /** No such source, or it takes no events. */
        UNKNOWN
    }

    /**
     * Checks and takes one event; quick, and does no more than to trigger.
     *
     * @param kind of forge, as the URL names it
     * @param source as the URL names it
     * @param headers by lower-case name
     */
    Answer receive(String kind, String source, Map<String, String> headers, byte[] body);
}
