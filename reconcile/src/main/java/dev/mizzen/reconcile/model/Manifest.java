package dev.mizzen.reconcile.model;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Kubernetes object as it is sent: JSON with {@code apiVersion}, {@code kind} and {@code metadata.name}.
 * The tree belongs to the manifest: it is copied on the way in and on the way out.
 */
public final class Manifest {
    private final ObjectNode json;
    private final boolean rendered;

    private Manifest(ObjectNode json, boolean rendered) {
        this.json = json;
        this.rendered = rendered;
    }

    /** Stands for an object that was not rendered, since it is known to be there: only its identity can be asked for. */
    public static Manifest notRendered(ObjectRef ref) {
        ObjectNode identity = JsonNodeFactory.instance.objectNode();
        identity.put("apiVersion", new Gvk(ref.group(), "unknown", ref.kind()).apiVersion())
                .put("kind", ref.kind())
                .putObject("metadata")
                .put("name", ref.name())
                .put("namespace", ref.namespace());
        return new Manifest(identity, false);
    }

    /** Whether there is a body to be sent. */
    public boolean isRendered() {
        return rendered;
    }

    /**
     * Takes a copy of {@code object}.
     *
     * @throws Rejected if {@code apiVersion}, {@code kind} or {@code metadata.name} is missing or no text
     */
    public static Manifest of(ObjectNode object) throws Rejected {
        requireText(object, "apiVersion");
        requireText(object, "kind");
        if (!object.path("metadata").path("name").isString()) {
            throw new Rejected(
                    Problem.of("object of kind " + object.path("kind").asString() + " has no metadata.name"));
        }
        return new Manifest(object.deepCopy(), true);
    }

    private static void requireText(ObjectNode object, String field) throws Rejected {
        JsonNode value = object.path(field);
        if (!value.isString() || value.asString().isEmpty()) {
            throw new Rejected(Problem.of("object has no " + field));
        }
    }

    public Gvk gvk() {
        return Gvk.of(json.path("apiVersion").asString(), json.path("kind").asString());
    }

    public String name() {
        return json.path("metadata").path("name").asString();
    }

    /** {@code metadata.namespace}, or {@code ""} where there is none. */
    public String namespace() {
        return json.path("metadata").path("namespace").asString("");
    }

    /** The identity with the namespace as written; the caller knows whether the kind is namespaced. */
    public ObjectRef ref() {
        return new ObjectRef(gvk().group(), gvk().kind(), namespace(), name());
    }

    /**
     * A copy that the caller may change.
     *
     * @throws IllegalStateException if it {@linkplain #isRendered was not rendered}
     */
    public ObjectNode json() {
        if (!rendered) {
            throw new IllegalStateException(ref() + " was not rendered");
        }
        return json.deepCopy();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Manifest manifest && json.equals(manifest.json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    /** Kind and name only: a manifest may hold a secret. */
    @Override
    public String toString() {
        return ref().toString();
    }
}
