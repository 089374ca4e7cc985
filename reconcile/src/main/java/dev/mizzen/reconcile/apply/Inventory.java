package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Gvk;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.ApplySetId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The ApplySet parents of one cluster. Read once; since then only we write them. Thread-safe, as long as each delivery is
 * run by one thread at a time.
 */
public final class Inventory {
    private static final Resource SECRETS = new Resource(new Gvk("", "v1", "Secret"), "secrets", true, false);
    static final Resource NAMESPACES = new Resource(new Gvk("", "v1", "Namespace"), "namespaces", false, true);

    private final Api api;
    private final String manager;
    private final Map<DeliveryId, Parent> parents = new ConcurrentHashMap<>();
    private final Map<ApplySetId, DeliveryId> names = new ConcurrentHashMap<>();

    private Inventory(Api api, String manager) {
        this.api = api;
        this.manager = manager;
    }

    /** One list of metadata. */
    public static Inventory load(Api api, String manager) throws ApiException {
        Inventory inventory = new Inventory(api, manager);
        Selection ours = new Selection(ApplySetId.PARENT_NAMESPACE, Parent.ID_LABEL, true);
        api.list(SECRETS, ours, secret -> {
            if (!isAnothers(secret, manager)) {
                Parent.read(secret).ifPresent(inventory::remember);
            }
        });
        return inventory;
    }

    /** A second installation on the cluster has another field manager, and inventories of its own in the same place. */
    private static boolean isAnothers(JsonNode secret, String manager) {
        boolean others = false;
        for (JsonNode entry : secret.path("metadata").path("managedFields")) {
            boolean holds = entry.path("operation").asString("").equals("Apply")
                    && entry.path("fieldsV1")
                            .path("f:metadata")
                            .path("f:annotations")
                            .has("f:" + Parent.DELIVERY);
            if (holds && entry.path("manager").asString("").equals(manager)) {
                return false;
            }
            others |= holds;
        }
        return others;
    }

    /** Every delivery that has an inventory here. */
    public Set<DeliveryId> deliveries() {
        return Set.copyOf(parents.keySet());
    }

    /** The delivery of an id; empty if it is none that has, or had, an inventory here. */
    public Optional<DeliveryId> delivery(ApplySetId id) {
        return Optional.ofNullable(names.get(id));
    }

    /** The kinds that a delivery may own objects of. */
    public Set<Discovery.GroupKind> kinds(DeliveryId delivery) {
        Parent parent = parents.get(delivery);
        return parent == null ? Set.of() : parent.kinds();
    }

    /** The kinds that any delivery may own objects of. */
    public Set<Discovery.GroupKind> kinds() {
        Set<Discovery.GroupKind> all = new HashSet<>();
        parents.values().forEach(parent -> all.addAll(parent.kinds()));
        return all;
    }

    /** Makes sure that the inventory covers these; a request only where it does not yet. */
    public void widen(DeliveryId delivery, Set<Discovery.GroupKind> kinds, Set<String> namespaces) throws ApiException {
        Parent old = parents.get(delivery);
        if (old != null && old.kinds().containsAll(kinds) && old.namespaces().containsAll(namespaces)) {
            return;
        }
        Set<Discovery.GroupKind> allKinds = new HashSet<>(kinds);
        Set<String> allNamespaces = new HashSet<>(namespaces);
        if (old != null) {
            allKinds.addAll(old.kinds());
            allNamespaces.addAll(old.namespaces());
        }
        write(delivery, allKinds, allNamespaces);
    }

    /** Makes the inventory hold exactly these; a request only where it holds more. */
    public void narrow(DeliveryId delivery, Set<Discovery.GroupKind> kinds, Set<String> namespaces)
            throws ApiException {
        Parent old = parents.get(delivery);
        if (old != null && !(old.kinds().equals(kinds) && old.namespaces().equals(namespaces))) {
            write(delivery, kinds, namespaces);
        }
    }

    /** Deletes a retired delivery's inventory. */
    public void remove(DeliveryId delivery) throws ApiException {
        Parent parent = parents.get(delivery);
        if (parent == null) {
            return;
        }
        try {
            api.delete(SECRETS, Parent.ref(delivery), parent.uid(), parent.resourceVersion());
        } catch (ApiException e) {
            if (!(e.failure() instanceof Failure.NotFound)) {
                throw e;
            }
        }
        parents.remove(delivery);
    }

    private void write(DeliveryId delivery, Set<Discovery.GroupKind> kinds, Set<String> namespaces)
            throws ApiException {
        ObjectNode body = new Parent(delivery, kinds, namespaces, "", "").body();
        ObjectRef ref = Parent.ref(delivery);
        Api.Apply how = Api.Apply.by(manager).forced();
        try {
            Parent.read(api.apply(SECRETS, ref, body, how)).ifPresent(this::remember);
        } catch (ApiException e) {
            if (!(e.failure() instanceof Failure.NotFound)) {
                throw e;
            }
            api.apply(
                    NAMESPACES, namespaceRef(ApplySetId.PARENT_NAMESPACE), namespace(ApplySetId.PARENT_NAMESPACE), how);
            Parent.read(api.apply(SECRETS, ref, body, how)).ifPresent(this::remember);
        }
    }

    static ObjectRef namespaceRef(String name) {
        return new ObjectRef("", "Namespace", "", name);
    }

    static ObjectNode namespace(String name) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("apiVersion", "v1").put("kind", "Namespace");
        body.putObject("metadata").put("name", name);
        return body;
    }

    private void remember(Parent parent) {
        parents.put(parent.delivery(), parent);
        names.put(ApplySetId.of(parent.delivery()), parent.delivery());
    }

    /** A copy of the kinds by delivery, for people. */
    public Map<DeliveryId, Set<Discovery.GroupKind>> contents() {
        Map<DeliveryId, Set<Discovery.GroupKind>> all = new HashMap<>();
        parents.forEach((delivery, parent) -> all.put(delivery, parent.kinds()));
        return all;
    }
}
