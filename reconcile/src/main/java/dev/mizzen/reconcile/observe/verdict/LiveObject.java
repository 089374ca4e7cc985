package dev.mizzen.reconcile.observe.verdict;

import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Failure;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.ObjectRef;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads one live object, by one request. */
public final class LiveObject {
    private LiveObject() {}

    /** The object as it is now, without its managed fields; empty if it is not there. No Secret's data is asked for. */
    public static Optional<JsonNode> read(Site site, ObjectRef ref) throws ApiException {
        Optional<Resource> resource = site.discovery().find(ref.group(), ref.kind());
        if (resource.isEmpty()) {
            return Optional.empty();
        }
        try {
            boolean secret = ref.kind().equals("Secret") && ref.group().isEmpty();
            JsonNode object = secret
                    ? site.api().getMetadata(resource.get(), ref)
                    : site.api().get(resource.get(), ref);
            return Optional.of(known(object.deepCopy(), resource.get()));
        } catch (ApiException e) {
            if (e.failure() instanceof Failure.NotFound) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static JsonNode known(JsonNode object, Resource resource) {
        if (object instanceof ObjectNode fields) {
            fields.put("apiVersion", resource.gvk().apiVersion())
                    .put("kind", resource.gvk().kind());
            if (fields.get("metadata") instanceof ObjectNode metadata) {
                metadata.remove("managedFields");
            }
        }
        return object;
    }

    static String version(JsonNode object) {
        return object.path("metadata").path("resourceVersion").asString("");
    }
}
