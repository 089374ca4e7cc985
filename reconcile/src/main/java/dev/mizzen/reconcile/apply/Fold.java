package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.ObjectRef;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the field entries of an object's former managers ours, so that a field which they set and Git does not is removed
 * by our apply instead of staying for ever.
 */
final class Fold {
    private static final Set<String> TOOLS = Set.of(
            "helm",
            "Helm",
            "argocd-controller",
            "argocd-application-controller",
            "kustomize-controller",
            "helm-controller",
            "kubevela",
            "kubectl",
            "kubectl-create",
            "kubectl-client-side-apply");

    private Fold() {}

    /** One read and, if a tool has an entry, one patch that fails if the object changed in between. */
    static void into(Api api, Resource resource, ObjectRef ref, String manager) throws ApiException {
        JsonNode metadata = api.getMetadata(resource, ref).path("metadata");
        ArrayNode folded = JsonNodeFactory.instance.arrayNode();
        boolean changed = false;
        for (JsonNode entry : metadata.path("managedFields")) {
            boolean tool = TOOLS.contains(entry.path("manager").asString(""))
                    && entry.path("subresource").asString("").isEmpty();
            changed |= tool;
            add(folded, tool ? ours((ObjectNode) entry.deepCopy(), manager) : (ObjectNode) entry.deepCopy());
        }
        if (changed) {
            ArrayNode patch = JsonNodeFactory.instance.arrayNode();
            operation(patch, "/metadata/managedFields").set("value", folded);
            operation(patch, "/metadata/resourceVersion").set("value", metadata.path("resourceVersion"));
            api.patch(resource, ref, "application/json-patch+json", patch, manager);
        }
    }

    private static ObjectNode ours(ObjectNode entry, String manager) {
        return entry.put("manager", manager).put("operation", "Apply");
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

    private static ObjectNode operation(ArrayNode patch, String path) {
        return patch.addObject().put("op", "replace").put("path", path);
    }
}
