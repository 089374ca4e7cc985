package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.share.Turns;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One cluster's API server. Each method is one request (a list: one a page), within the cluster's {@link ApiLimits};
 * blocks; thread-safe. It never retries: who calls knows better.
 */
public final class Api implements AutoCloseable {
    private static final String LIST_PAGE = "500";
    /** Objects that wait to be written, of all deliveries: 16 runs with 5,000 each. */
    private static final int MOST_WAITERS = 80_000;

    private final ClusterName cluster;
    private final Transport transport;
    private final ApiLimits limits;
    private final Turns<DeliveryId> turns;
    private final @Nullable String user;

    private Api(ClusterName cluster, Transport transport, ApiLimits limits) {
        this.cluster = cluster;
        this.transport = transport;
        this.limits = limits;
        this.turns = new Turns<>(limits.inFlight(), MOST_WAITERS);
        this.user = null;
    }

    private Api(Api own, String user) {
        this.cluster = own.cluster;
        this.transport = own.transport;
        this.limits = own.limits;
        this.turns = own.turns;
        this.user = user;
    }

    /** The same server, connections and limits, with the rights that the server gives to another user. Watches stay our own. */
    Api as(String another) {
        return new Api(this, another);
    }

    private JsonNode send(Call call) throws ApiException {
        return transport.send(call.as(user));
    }

    /** Connects lazily: an unreachable cluster is told by the first request. Has event loops of its own. */
    public static Api open(ClusterName cluster, Config config, ApiLimits limits, RequestListener listener) {
        return open(cluster, config, limits, listener, new Connections());
    }

    /** Like the other, with the connections of {@code http}, which many clusters can share and which stays open. */
    public static Api open(
            ClusterName cluster, Config config, ApiLimits limits, RequestListener listener, HttpClient.Factory http) {
        return open(
                cluster,
                new KubernetesClientBuilder().withConfig(config).withHttpClientFactory(http),
                limits,
                listener);
    }

    private static Api open(
            ClusterName cluster, KubernetesClientBuilder client, ApiLimits limits, RequestListener listener) {
        return new Api(cluster, new Transport(cluster, client.build(), limits, listener), limits);
    }

    public ClusterName cluster() {
        return cluster;
    }

    /** Where the server is, without user and password. */
    public String address() {
        return transport.address();
    }

    /** Whether requests are refused at once because the last ones got no answer. */
    public boolean circuitOpen() {
        return transport.circuitOpen();
    }

    /**
     * Waits for the delivery's turn to write an object: as many have it as requests may be in flight, and deliveries share
     * them fairly, however many objects each has. To be closed when the object is written.
     *
     * @throws ApiException {@link Failure.Busy} if it does not come in time
     */
    Turn turn(DeliveryId delivery) throws ApiException {
        return switch (turns.enter(delivery, limits.queueWait())) {
            case TAKEN -> () -> turns.leave(delivery);
            case CROWDED -> throw busy(MOST_WAITERS + " objects wait to be written already");
            case LATE -> throw busy("no turn within " + limits.queueWait().toSeconds() + " s");
            case INTERRUPTED -> throw busy("stopped while waiting");
        };
    }

    private ApiException busy(String why) {
        return new ApiException(cluster, new Failure.Busy(why));
    }

    /** The right to write one object now. */
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    /** The whole object; {@code Accept} is JSON. */
    public JsonNode get(Resource resource, ObjectRef ref) throws ApiException {
        return send(Call.get("get", resource.plural(), resource.item(ref), Map.of(), Call.JSON));
    }

    /** The object as {@code PartialObjectMetadata}. */
    public JsonNode getMetadata(Resource resource, ObjectRef ref) throws ApiException {
        return send(Call.get("get", resource.plural(), resource.item(ref), Map.of(), Call.METADATA));
    }

    /** Like {@link #getMetadata}; empty where the object (or its namespace) is not there. */
    public Optional<JsonNode> findMetadata(Resource resource, ObjectRef ref) throws ApiException {
        try {
            return Optional.of(getMetadata(resource, ref));
        } catch (ApiException e) {
            if (e.failure() instanceof Failure.NotFound) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Any JSON document that the server serves, as {@code /version}. */
    public JsonNode document(String path, String accept) throws ApiException {
        return send(Call.get("get", "discovery", path, Map.of(), accept));
    }

    /**
     * Server-side apply.
     *
     * @param body with {@code apiVersion} and {@code kind}; the request goes to that version
     * @return the object as the server holds it now (or would)
     */
    public JsonNode apply(Resource resource, ObjectRef ref, JsonNode body, Apply how) throws ApiException {
        String version = body.path("apiVersion").asString("");
        Resource served = resource.at(version.substring(version.indexOf('/') + 1));
        Map<String, String> query = new HashMap<>();
        query.put("fieldManager", how.manager());
        query.put("force", Boolean.toString(how.force()));
        if (how.dryRun()) {
            query.put("dryRun", "All");
        }
        return send(new Call(
                how.dryRun() ? "dry-run" : "patch",
                resource.plural(),
                "PATCH",
                served.item(ref),
                query,
                Call.JSON,
                "application/apply-patch+yaml",
                body.toString()));
    }

    /**
     * Creates an object; the manager's entry has the operation Update.
     *
     * @throws ApiException {@link Failure.Stale} if it is there already
     */
    public JsonNode create(Resource resource, ObjectRef ref, JsonNode body, String manager) throws ApiException {
        return send(new Call(
                "create",
                resource.plural(),
                "POST",
                resource.collection(ref.namespace()),
                Map.of("fieldManager", manager),
                Call.JSON,
                Call.JSON,
                body.toString()));
    }

    /** How an apply is done. */
    public record Apply(String manager, boolean force, boolean dryRun) {
        public static Apply by(String manager) {
            return new Apply(manager, false, false);
        }

        public Apply forced() {
            return new Apply(manager, true, dryRun);
        }

        public Apply dry() {
            return new Apply(manager, force, true);
        }
    }

    /**
     * A JSON merge patch or JSON patch.
     *
     * @param contentType {@code application/json-patch+json} or {@code application/merge-patch+json}
     */
    public JsonNode patch(Resource resource, ObjectRef ref, String contentType, JsonNode body, String manager)
            throws ApiException {
        return send(new Call(
                "patch",
                resource.plural(),
                "PATCH",
                resource.item(ref),
                Map.of("fieldManager", manager),
                Call.JSON,
                contentType,
                body.toString()));
    }

    /**
     * Deletes exactly the object that was seen; its dependents go in the background.
     *
     * @throws ApiException {@link Failure.Stale} if it is another object or changed since
     */
    public void delete(Resource resource, ObjectRef ref, String uid, String resourceVersion) throws ApiException {
        ObjectNode options = JsonNodeFactory.instance.objectNode();
        options.put("apiVersion", "v1").put("kind", "DeleteOptions").put("propagationPolicy", "Background");
        options.putObject("preconditions").put("uid", uid).put("resourceVersion", resourceVersion);
        send(new Call(
                "delete",
                resource.plural(),
                "DELETE",
                resource.item(ref),
                Map.of(),
                Call.JSON,
                Call.JSON,
                options.toString()));
    }

    /**
     * Every object that is selected, page by page.
     *
     * @return the list's resourceVersion, for a watch that goes on from it
     */
    public String list(Resource resource, Selection selection, Consumer<JsonNode> each) throws ApiException {
        JsonNode page = page(resource, selection, "", each);
        while (!more(page).isEmpty()) {
            page = page(resource, selection, more(page), each);
        }
        return page.path("metadata").path("resourceVersion").asString("");
    }

    /**
     * The first objects that are selected, at most {@value #LIST_PAGE}.
     *
     * @return whether these are all
     */
    public boolean listPage(Resource resource, Selection selection, Consumer<JsonNode> each) throws ApiException {
        return more(page(resource, selection, "", each)).isEmpty();
    }

    private JsonNode page(Resource resource, Selection selection, String from, Consumer<JsonNode> each)
            throws ApiException {
        Map<String, String> query = query(selection);
        query.put("limit", LIST_PAGE);
        if (!from.isEmpty()) {
            query.put("continue", from);
        }
        JsonNode page = send(Call.get(
                "list",
                resource.plural(),
                resource.collection(selection.namespace()),
                query,
                selection.metadataOnly() ? Call.METADATA_LIST : Call.JSON));
        page.path("items").forEach(each);
        return page;
    }

    private static String more(JsonNode page) {
        return page.path("metadata").path("continue").asString("");
    }

    /**
     * Opens a watch that sends bookmarks.
     *
     * @param from a resourceVersion to go on from; if {@code ""}, the watch begins with all present objects as ADDED and
     *     a bookmark that {@link WatchEvent#initialEventsEnd ends} them
     */
    public WatchStream watch(Resource resource, Selection selection, String from) throws ApiException {
        Map<String, String> query = query(selection);
        query.put("watch", "true");
        query.put("allowWatchBookmarks", "true");
        query.put("timeoutSeconds", Long.toString(limits.watchIdle().toSeconds()));
        if (from.isEmpty()) {
            query.put("sendInitialEvents", "true");
            query.put("resourceVersionMatch", "NotOlderThan");
        } else {
            query.put("resourceVersion", from);
        }
        return transport.stream(Call.get(
                "watch",
                resource.plural(),
                resource.collection(selection.namespace()),
                query,
                selection.metadataOnly() ? Call.METADATA : Call.JSON));
    }

    private static Map<String, String> query(Selection selection) {
        Map<String, String> query = new HashMap<>();
        if (!selection.labelSelector().isEmpty()) {
            query.put("labelSelector", selection.labelSelector());
        }
        return query;
    }

    @Override
    public void close() {
        transport.close();
    }
}
