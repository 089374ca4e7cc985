package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.Gvk;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * The kinds that a cluster serves and that can be applied, by two requests (aggregated discovery, Kubernetes 1.27 and
 * later), remembered. A kind that is missing causes one refresh, at most one in two seconds. Thread-safe.
 */
public final class Discovery {
    private static final Duration REFRESH_AT_MOST_EVERY = Duration.ofSeconds(2);
    private static final String ACCEPT = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
            + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";

    private final Api api;
    private final Clock clock;
    private volatile Map<GroupKind, Resource> known = Map.of();
    private volatile List<String> apis = List.of();
    private Instant refreshed = Instant.MIN;

    public Discovery(Api api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    /** A group and a kind; {@code group} is {@code ""} for the core group. */
    public record GroupKind(String group, String kind) {}

    /**
     * The resource of a kind at the version that the cluster prefers; empty where the cluster does not serve it.
     *
     * @throws ApiException if the cluster had to be asked and did not answer
     */
    public Optional<Resource> find(String group, String kind) throws ApiException {
        GroupKind wanted = new GroupKind(group, kind);
        Resource found = known.get(wanted);
        if (found == null) {
            refresh(wanted);
            found = known.get(wanted);
        }
        return Optional.ofNullable(found);
    }

    /**
     * The resource that is called so in URLs, or whose kind is, in any case of letters; of any group where {@code group} is
     * {@code ""}, the core group first and then by name.
     *
     * @throws ApiException if the cluster had to be asked and did not answer
     */
    public Optional<Resource> named(String group, String name) throws ApiException {
        Optional<Resource> found = known(group, name);
        if (found.isEmpty()) {
            renew();
            found = known(group, name);
        }
        return found;
    }

    private Optional<Resource> known(String group, String name) {
        return known.values().stream()
                .filter(resource ->
                        group.isEmpty() || group.equals(resource.gvk().group()))
                .filter(resource -> name.equalsIgnoreCase(resource.plural())
                        || name.equalsIgnoreCase(resource.gvk().kind()))
                .min(Comparator.comparing(resource -> resource.gvk().group()));
    }

    /**
     * Every version that the cluster serves, as {@code group/version}, and every kind of it, as {@code group/version/Kind};
     * sorted. As of the last time that the cluster was asked; it is asked if it never was.
     *
     * @throws ApiException if the cluster had to be asked and did not answer
     */
    public List<String> apis() throws ApiException {
        if (apis.isEmpty()) {
            renew();
        }
        return apis;
    }

    /** Asks anew at the next look-up of a kind that is missing, whenever the last time was. */
    public synchronized void expire() {
        refreshed = Instant.MIN;
    }

    /** Asks anew, unless it just was: what is known may no longer be served, or as another version. */
    public synchronized void renew() throws ApiException {
        if (clock.instant().isBefore(refreshed.plus(REFRESH_AT_MOST_EVERY))) {
            return;
        }
        read();
    }

    private synchronized void refresh(GroupKind wanted) throws ApiException {
        if (!known.containsKey(wanted)) {
            renew();
        }
    }

    private void read() throws ApiException {
        Map<GroupKind, Resource> all = new HashMap<>();
        Set<String> served = new TreeSet<>();
        for (String path : List.of("/api", "/apis")) {
            JsonNode groups = api.document(path, ACCEPT);
            read(groups, all);
            served(groups, served);
        }
        known = Map.copyOf(all);
        apis = List.copyOf(served);
        refreshed = clock.instant();
    }

    private static void read(JsonNode groups, Map<GroupKind, Resource> into) {
        for (JsonNode group : groups.path("items")) {
            for (JsonNode version : group.path("versions")) {
                for (JsonNode resource : version.path("resources")) {
                    resource(group, version, resource)
                            .ifPresent(r -> into.putIfAbsent(
                                    new GroupKind(r.gvk().group(), r.gvk().kind()), r));
                }
            }
        }
    }

    private static void served(JsonNode groups, Set<String> into) {
        for (JsonNode group : groups.path("items")) {
            String name = group.path("metadata").path("name").asString("");
            for (JsonNode version : group.path("versions")) {
                String api = (name.isEmpty() ? "" : name + "/")
                        + version.path("version").asString("");
                into.add(api);
                for (JsonNode resource : version.path("resources")) {
                    into.add(api + "/"
                            + resource.path("responseKind").path("kind").asString(""));
                }
            }
        }
    }

    private static Optional<Resource> resource(JsonNode group, JsonNode version, JsonNode resource) {
        if (!contains(resource.path("verbs"), "patch")) {
            return Optional.empty();
        }
        Gvk gvk = new Gvk(
                group.path("metadata").path("name").asString(""),
                version.path("version").asString(""),
                resource.path("responseKind").path("kind").asString(""));
        boolean namespaced = resource.path("scope").asString("").equals("Namespaced");
        return Optional.of(new Resource(
                gvk,
                resource.path("resource").asString(""),
                namespaced,
                has(resource, "status"),
                has(resource, "scale")));
    }

    private static boolean has(JsonNode resource, String wanted) {
        for (JsonNode subresource : resource.path("subresources")) {
            if (subresource.path("subresource").asString("").equals(wanted)) {
                return true;
            }
        }
        return false;
    }

    private static boolean contains(JsonNode texts, String wanted) {
        for (JsonNode text : texts) {
            if (text.asString("").equals(wanted)) {
                return true;
            }
        }
        return false;
    }
}
