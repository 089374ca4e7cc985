package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Gvk;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.render.AppRevision;
import dev.mizzen.reconcile.render.ReleaseFacts;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The ApplySet parents of one cluster. Read once; since then only we write them. A parent of another installation of Mizzen
 * is never written. Thread-safe, as long as each delivery is run by one thread at a time.
 */
public final class Inventory {
    private static final Resource SECRETS = new Resource(new Gvk("", "v1", "Secret"), "secrets", true, false);
    static final Resource NAMESPACES = new Resource(new Gvk("", "v1", "Namespace"), "namespaces", false, true);

    private final Api api;
    private final String manager;
    private final Map<DeliveryId, Parent> parents = new ConcurrentHashMap<>();
    private final Map<ApplySetId, DeliveryId> names = new ConcurrentHashMap<>();
    private final Map<DeliveryId, String> foreign = new ConcurrentHashMap<>();
    private final Map<DeliveryId, ReleaseFacts.Birth> births = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();

    private Inventory(Api api, String manager) {
        this.api = api;
        this.manager = manager;
    }

    /** One list of metadata. */
    public static Inventory load(Api api, String manager) throws ApiException {
        Inventory inventory = new Inventory(api, manager);
        Selection ours = new Selection(ApplySetId.PARENT_NAMESPACE, Parent.ID_LABEL, true);
        api.list(SECRETS, ours, (JsonNode secret) -> inventory.remember(secret));
        return inventory;
    }

    /** Every delivery that has an inventory here. */
    public Set<DeliveryId> deliveries() {
        return Set.copyOf(parents.keySet());
    }

    /** Whether the delivery has an inventory here. */
    public boolean holds(DeliveryId delivery) {
        return parents.containsKey(delivery);
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
        requireOurs(delivery);
        Parent old = parents.get(delivery);
        if (old != null && old.kinds().containsAll(kinds) && old.namespaces().containsAll(namespaces)) {
            return;
        }
        Parent parent = new Parent(delivery, manager, kinds, namespaces, Parent.Counted.NOTHING, "", "");
        remember(old == null ? create(parent) : write(parent.with(old)));
    }

    /**
     * What the delivery draws its passwords from here, and when that was made: an inventory is made if there is none. A
     * request only the first time.
     */
    public ReleaseFacts.Birth birth(DeliveryId delivery) throws ApiException {
        ReleaseFacts.Birth known = births.get(delivery);
        if (known != null && holds(delivery)) {
            return known;
        }
        widen(delivery, Set.of(), Set.of());
        ReleaseFacts.Birth born = Parent.birth(api.get(SECRETS, Parent.ref(delivery)));
        births.put(delivery, born);
        return born;
    }

    /**
     * Which release of the delivery this is here, for templates that name it. A request only where it is another one than
     * the last that was asked for.
     *
     * @param digits of the release's digest
     */
    public AppRevision revision(DeliveryId delivery, String digits) throws ApiException {
        widen(delivery, Set.of(), Set.of());
        Parent parent = Objects.requireNonNull(parents.get(delivery));
        Parent.Counted counted = parent.counted().next(digits);
        if (!counted.equals(parent.counted())) {
            remember(write(parent.at(counted)));
        }
        return new AppRevision(delivery.app() + "-" + digits, counted.number());
    }

    /** As {@link #revision}, of the release that was counted last; empty if it was another one. Makes no request. */
    public Optional<AppRevision> counted(DeliveryId delivery, String digits) {
        return Optional.ofNullable(parents.get(delivery))
                .map(Parent::counted)
                .filter(counted -> counted.next(digits).equals(counted))
                .map(counted -> new AppRevision(delivery.app() + "-" + digits, counted.number()));
    }

    /**
     * Makes no request.
     *
     * @throws ApiException {@link Failure.Refused} if another installation delivers under this name here, so that nothing
     *     that carries the delivery's id is ours
     */
    public void requireOurs(DeliveryId delivery) throws ApiException {
        String other = foreign.get(delivery);
        if (other != null) {
            throw new ApiException(
                    api.cluster(),
                    new Failure.Refused(
                            409,
                            "another Mizzen installation, with the field manager \"" + other + "\", delivers "
                                    + delivery + " here; give the source another name in one of the two"));
        }
    }

    /** Makes the inventory hold exactly these; a request only where it holds more. */
    public void narrow(DeliveryId delivery, Set<Discovery.GroupKind> kinds, Set<String> namespaces)
            throws ApiException {
        Parent old = parents.get(delivery);
        if (old != null && !(old.kinds().equals(kinds) && old.namespaces().equals(namespaces))) {
            remember(write(new Parent(delivery, manager, kinds, namespaces, old.counted(), "", "")));
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
        births.remove(delivery);
    }

    private JsonNode write(Parent parent) throws ApiException {
        return api.apply(
                SECRETS,
                Parent.ref(parent.delivery()),
                parent.body(),
                Api.Apply.by(manager).forced());
    }

    /** One request; more where our namespace is not there yet, or another run of a killed process was here before. */
    private JsonNode create(Parent parent) throws ApiException {
        ObjectNode body = parent.bodyWith(seed());
        try {
            return api.create(SECRETS, Parent.ref(parent.delivery()), body, manager);
        } catch (ApiException e) {
            return switch (e.failure()) {
                case Failure.NotFound ignored -> {
                    api.apply(
                            NAMESPACES,
                            namespaceRef(ApplySetId.PARENT_NAMESPACE),
                            namespace(ApplySetId.PARENT_NAMESPACE),
                            Api.Apply.by(manager).forced());
                    yield create(parent);
                }
                case Failure.Stale ignored -> taken(parent);
                default -> throw e;
            };
        }
    }

    private JsonNode taken(Parent parent) throws ApiException {
        remember(api.getMetadata(SECRETS, Parent.ref(parent.delivery())));
        requireOurs(parent.delivery());
        Parent live = parents.get(parent.delivery());
        return write(live == null ? parent : parent.with(live));
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

    /** The bytes that a delivery's generated passwords and keys are drawn from: as secret as they are. */
    private byte[] seed() {
        byte[] seed = new byte[Parent.SEED_BYTES];
        random.nextBytes(seed);
        return seed;
    }

    private void remember(JsonNode secret) {
        Parent.read(secret).ifPresent(this::remember);
    }

    private void remember(Parent parent) {
        if (!parent.manager().isEmpty() && !parent.manager().equals(manager)) {
            foreign.put(parent.delivery(), parent.manager());
            return;
        }
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
