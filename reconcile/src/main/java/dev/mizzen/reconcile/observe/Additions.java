package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.model.FieldPath;
import dev.mizzen.reconcile.model.FieldTree;
import dev.mizzen.reconcile.model.JsonPointers;
import dev.mizzen.reconcile.model.ShownValue;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What strangers added to an object beside labels and annotations, and the patch that takes just that away. Pure. */
record Additions(List<ManagedFields.Added> all, List<Drift.Field> fields, FieldTree ours) {
    static final Additions NONE = new Additions(List.of(), List.of(), FieldTree.NONE);

    /** @param desired whose fields that are left to others are nobody's addition */
    static Additions of(JsonNode live, DesiredObject desired, String manager) {
        ManagedFields owners = ManagedFields.of(live);
        List<ManagedFields.Added> all = owners.added(manager).stream()
                .filter(added -> !added.path().passes("metadata") && !owners.isOnPurpose(added.path()))
                .filter(added -> !desired.leaves(added.path()))
                .filter(added -> !added.path().in(live).isMissingNode())
                .toList();
        List<Drift.Field> fields = all.stream()
                .map(added -> new Drift.Field(
                        added.path().toString(),
                        "",
                        ShownValue.of(live, added.path()),
                        added.by().manager(),
                        added.by().time()))
                .toList();
        return new Additions(all, fields, owners.appliedBy(manager));
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** A JSON patch (RFC 6902) for exactly this state of the object; later list items go first. */
    JsonNode removal(JsonNode live) {
        ArrayNode patch = JsonNodeFactory.instance.arrayNode();
        patch.addObject()
                .put("op", "test")
                .put("path", "/metadata/resourceVersion")
                .set("value", live.path("metadata").path("resourceVersion"));
        for (JsonPointer pointer : pointers(live)) {
            patch.addObject().put("op", "remove").put("path", pointer.toString());
        }
        return patch;
    }

    private List<JsonPointer> pointers(JsonNode live) {
        List<JsonPointer> pointers = new ArrayList<>();
        for (FieldPath path : tops(live)) {
            path.pointer(live).ifPresent(pointers::add);
        }
        return JsonPointers.lastFirst(pointers);
    }

    /** An added list or map that would be left empty goes as a whole: nobody would own what is left of it. */
    private List<FieldPath> tops(JsonNode live) {
        List<FieldPath> paths = new ArrayList<>(
                all.stream().map(ManagedFields.Added::path).distinct().toList());
        for (int i = 0; i < paths.size(); i++) {
            FieldPath parent = paths.get(i).parent();
            long removed = paths.stream().filter(p -> p.parent().equals(parent)).count();
            if (!parent.steps().isEmpty()
                    && ours.at(parent).isEmpty()
                    && removed == parent.in(live).size()) {
                paths.removeIf(p -> p.parent().equals(parent));
                paths.add(parent);
                i = -1;
            }
        }
        return paths;
    }
}
