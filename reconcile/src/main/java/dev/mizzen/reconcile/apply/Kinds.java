package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.Gvk;
import dev.mizzen.reconcile.model.Manifest;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The resource of each kind in a release: from the CRDs that the release brings along, then from the cluster. */
final class Kinds {
    private final Discovery discovery;
    private final Map<Discovery.GroupKind, Resource> brought = new HashMap<>();

    Kinds(Discovery discovery, Collection<Manifest> release) {
        this.discovery = discovery;
        for (Manifest manifest : release) {
            if (isDefinition(manifest.gvk())) {
                define(manifest.json().path("spec"));
            }
        }
    }

    static boolean isDefinition(Gvk gvk) {
        return gvk.kind().equals("CustomResourceDefinition") && gvk.group().equals("apiextensions.k8s.io");
    }

    /** Empty where neither the release nor the cluster knows the kind. */
    Optional<Resource> find(String group, String kind) throws ApiException {
        Resource resource = brought.get(new Discovery.GroupKind(group, kind));
        return resource == null ? discovery.find(group, kind) : Optional.of(resource);
    }

    private void define(JsonNode spec) {
        String group = spec.path("group").asString("");
        JsonNode names = spec.path("names");
        String kind = names.path("kind").asString("");
        for (JsonNode version : spec.path("versions")) {
            if (version.path("served").asBoolean(false)) {
                brought.putIfAbsent(
                        new Discovery.GroupKind(group, kind),
                        new Resource(
                                new Gvk(group, version.path("name").asString(""), kind),
                                names.path("plural").asString(""),
                                spec.path("scope").asString("").equals("Namespaced"),
                                version.path("subresources").has("status"),
                                version.path("subresources").has("scale")));
            }
        }
    }
}
