package dev.mizzen.reconcile.define;

import dev.mizzen.reconcile.model.Digest;
import java.util.Map;

/**
 * What is at fault if a request costs a process its life.
 *
 * @param input digest of what must change before it is tried again
 * @param templates of the source's own that may be at fault for other requests too: name by digest
 */
public record Blame(Digest input, Map<Digest, String> templates) {
    public Blame {
        templates = Map.copyOf(templates);
    }
}
