package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.ObjectRef;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/**
 * The namespaces of one run on one cluster: which of them it created, and the creation of a missing one where the
 * delivery is placed. Thread-safe.
 */
final class Namespaces {
    private final Api api;
    private final String manager;
    private final Set<String> mayCreate;
    private final Set<String> created = ConcurrentHashMap.newKeySet();

    Namespaces(Api api, String manager, Set<String> mayCreate) {
        this.api = api;
        this.manager = manager;
        this.mayCreate = mayCreate;
    }

    /** A request that needs its namespace. */
    interface Request {
        JsonNode send() throws ApiException;
    }

    /** Whether this run created it, so that nothing of anyone can be in it yet. */
    boolean isNew(String namespace) {
        return created.contains(namespace);
    }

    /** An object that is about to be created was seen to be absent. */
    void absent(ObjectRef ref) {
        if (ref.kind().equals("Namespace") && ref.group().isEmpty()) {
            created.add(ref.name());
        }
    }

    /** Sends; if the namespace is missing and may be created, creates it and sends once more. */
    JsonNode within(String namespace, Request request) throws ApiException {
        try {
            return request.send();
        } catch (ApiException e) {
            if (!(e.failure() instanceof Failure.NotFound missing)
                    || !missing.namespace()
                    || !mayCreate.contains(namespace)) {
                throw e;
            }
            create(namespace);
            return request.send();
        }
    }

    private synchronized void create(String namespace) throws ApiException {
        if (created.contains(namespace)) {
            return;
        }
        api.apply(
                Inventory.NAMESPACES,
                Inventory.namespaceRef(namespace),
                Inventory.namespace(namespace),
                Api.Apply.by(manager));
        created.add(namespace);
    }
}
