package dev.mizzen.reconcile.define;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Position;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * An X-Definition as the helper process read it.
 *
 * @param body the helper's own JSON of it, sent back verbatim when it is used; never changed
 * @param digest of {@code body}
 */
public record Definition(Kind kind, String name, JsonNode body, Digest digest) {
    /** The CUE texts that say something of live objects. */
    public static final List<String> STATUS_TEXTS = List.of("healthPolicy", "customStatus", "details");

    /** Whether it comes with Mizzen, and not from a source. */
    public boolean isBuiltIn() {
        return body.path("file").asString("").startsWith(BuiltIns.PREFIX);
    }

    /** What a type says after {@code @v} to mean this one; empty where it has no version. */
    public String version() {
        return body.path("version").asString("");
    }

    /** Whether it says anything of the health of live objects. */
    public boolean judges() {
        return STATUS_TEXTS.stream().anyMatch(field -> !status(field).isBlank());
    }

    /** One of {@link #STATUS_TEXTS}; {@code ""} where it is not there. */
    public String status(String field) {
        return body.path("status").path(field).asString("");
    }

    /** Whether its template names the revision of the application. */
    public boolean namesRevision() {
        return body.path("template").asString("").contains("appRevision");
    }

    /** Whether its template may look at the status of live objects: it comes after them, and names a status. */
    public boolean mayLook() {
        return body.path("stage").asString("").equals("PostDispatch")
                && body.path("template").asString("").contains("status");
    }

    /** Whether only a type with a version means it. */
    boolean isRevision() {
        return body.path("revision").asBoolean(false);
    }

    /** Where its template begins, in the file that it was read from. */
    public Position position() {
        return new Position(
                body.path("file").asString(""),
                body.path("line").asInt(1),
                body.path("column").asInt(1));
    }

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
