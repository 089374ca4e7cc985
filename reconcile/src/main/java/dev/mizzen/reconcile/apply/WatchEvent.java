package dev.mizzen.reconcile.apply;

import tools.jackson.databind.JsonNode;

/** One event of a watch; {@code object} has {@code metadata.resourceVersion} in every case. */
public record WatchEvent(Type type, JsonNode object) {
    /** What happened; an ERROR is thrown as an {@link ApiException}. */
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED,
        BOOKMARK
    }

    /** Whether this bookmark ends the list of objects that were there at the start. */
    public boolean initialEventsEnd() {
        return type == Type.BOOKMARK
                && object.path("metadata")
                        .path("annotations")
                        .path("k8s.io/initial-events-end")
                        .asString("")
                        .equals("true");
    }
}
