package dev.mizzen.reconcile.define;

import dev.mizzen.reconcile.model.Digest;
import tools.jackson.databind.JsonNode;

/**
 * An X-Definition as the helper process read it.
 *
 * @param body the helper's own JSON of it, sent back verbatim when it is used; never changed
 * @param digest of {@code body}
 */
public record Definition(Kind kind, String name, JsonNode body, Digest digest) {
    /** What a definition defines. */
    public enum Kind {
        COMPONENT("component"),
        TRAIT("trait"),
        POLICY("policy"),
        WORKFLOW_STEP("workflow-step");

        private final String wire;

        Kind(String wire) {
            this.wire = wire;
        }

        /** As the helper's protocol and messages to people write it. */
        public String wire() {
            return wire;
        }
    }
}
