package dev.mizzen.daemon.promote;

import java.net.URI;
import java.util.Optional;

/** What became of what somebody asked for. */
public sealed interface Asked {
    /**
     * It is done, or waits to be merged.
     *
     * @param line for people
     * @param branch that waits to be merged
     * @param page its pull request
     */
    record Done(Standing.State state, String line, Optional<String> branch, Optional<URI> page) implements Asked {}

    /** It cannot be done as it was asked for. */
    record Refused(String why) implements Asked {}

    /** It could not be done now; nothing was changed. */
    record Failed(String why) implements Asked {}
}
