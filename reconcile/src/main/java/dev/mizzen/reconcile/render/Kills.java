package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.model.Digest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Remembers which requests cost a process its life, and why; the oldest is forgotten at the limit. Thread-safe. */
final class Kills {
    private final Map<Digest, String> reasons = new LinkedHashMap<>();
    private final int limit;

    /** @param limit the most requests that are remembered */
    Kills(int limit) {
        this.limit = limit;
    }

    synchronized Optional<String> reason(Digest request) {
        return Optional.ofNullable(reasons.get(request));
    }

    synchronized void remember(Digest request, String reason) {
        reasons.put(request, reason);
        if (reasons.size() > limit) {
            reasons.remove(reasons.keySet().iterator().next());
        }
    }
}
