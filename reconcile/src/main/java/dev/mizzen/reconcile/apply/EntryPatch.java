package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.ObjectRef;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Rewrites {@code metadata.managedFields} of one object, by a patch that fails if the object changed in between. */
final class EntryPatch {
    /** So often an object that changes all the time is read anew. */
    private static final int ATTEMPTS = 5;

    private final Api api;
    private final Resource resource;
    private final ObjectRef ref;

    EntryPatch(Api api, Resource resource, ObjectRef ref) {
        this.api = api;
        this.resource = resource;
        this.ref = ref;
    }

    /** What becomes of one entry. */
    @FunctionalInterface
    interface Change {
        /** Changes a copy of an entry; false if it is to stay as it is. */
        boolean to(ObjectNode entry);
    }

    /**
     * One read and, if an entry changes, one patch; again if the object changed between them.
     *
     * @return the object's metadata as it is now
     * @throws ApiException {@link Failure.Stale} if it changed each time
     */
    JsonNode apply(Change change, String manager) throws ApiException {
        for (int attempt = 1; ; attempt++) {
            JsonNode live = api.getMetadata(resource, ref);
            Optional<ArrayNode> entries = changed(live.path("metadata").path("managedFields"), change);
            if (entries.isEmpty()) {
                return live;
            }
            try {
                return api.patch(
                        resource,
                        ref,
                        "application/json-patch+json",
                        patch(live.path("metadata"), entries.get()),
                        manager);
            } catch (ApiException e) {
                if (!(e.failure() instanceof Failure.Stale) || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static Optional<ArrayNode> changed(JsonNode entries, Change change) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        boolean any = false;
        for (JsonNode entry : entries) {
            ObjectNode copy = (ObjectNode) entry.deepCopy();
            any |= change.to(copy);
            add(all, copy);
        }
        return any ? Optional.of(all) : Optional.empty();
    }

    /** Entries of one manager, operation, version and subresource must be one. */
    private static void add(ArrayNode entries, ObjectNode entry) {
        for (JsonNode other : entries) {
            if (key(other).equals(key(entry)) && other instanceof ObjectNode same) {
                ManagedEntry.unite((ObjectNode) same.path("fieldsV1"), (ObjectNode) entry.path("fieldsV1"));
                return;
            }
        }
        entries.add(entry);
    }

    private static String key(JsonNode entry) {
        return entry.path("manager").asString("") + " "
                + entry.path("operation").asString("") + " "
                + entry.path("apiVersion").asString("") + " "
                + entry.path("subresource").asString("");
    }

    private static ArrayNode patch(JsonNode metadata, ArrayNode entries) {
        ArrayNode patch = JsonNodeFactory.instance.arrayNode();
        operation(patch, "/metadata/managedFields").set("value", entries);
        operation(patch, "/metadata/resourceVersion").set("value", metadata.path("resourceVersion"));
        return patch;
    }

    private static ObjectNode operation(ArrayNode patch, String path) {
        return patch.addObject().put("op", "replace").put("path", path);
    }
}
