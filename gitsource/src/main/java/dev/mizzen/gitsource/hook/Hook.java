package dev.mizzen.gitsource.hook;

import dev.mizzen.gitsource.Secret;
import java.util.Map;

/** Reads the push events of one kind of forge. Pure: it verifies, then parses, and does nothing else. */
public interface Hook {
    /** Bytes that a body may have: 3 MiB. */
    int MAX_BODY_BYTES = 3 << 20;

    /**
     * Reads one request.
     *
     * @param headers values by lower-case name
     * @param body as it was received: its signature covers these bytes
     * @param secret that the forge and this source share
     */
    HookResult receive(Map<String, String> headers, byte[] body, Secret secret);
}
