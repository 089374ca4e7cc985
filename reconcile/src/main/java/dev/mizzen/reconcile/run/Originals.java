package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.Api;
import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Failure;
import dev.mizzen.reconcile.apply.Original;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.apply.Selection;
import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Gvk;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.model.Values;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.render.Copies;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import dev.mizzen.reconcile.spec.Manifests;
import dev.mizzen.reconcile.spec.Reference;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads what components of type {@code ref-objects} copy: from where the delivery itself is placed, and from where its
 * source may read besides. Thread-safe.
 */
final class Originals {
    /** The most objects that the labels of one reference may select. */
    static final int MOST_SELECTED = 200;
    /** The most characters of JSON that one delivery may copy to one cluster. */
    static final int MOST_CHARACTERS = 4 * 1024 * 1024;

    private static final ClusterName HUB = new ClusterName("local");
    /** As KubeVela writes it. */
    private static final String URL_ANNOTATION = "app.oam.dev/resource-url";

    private static final String TOKEN = "kubernetes.io/service-account-token";

    private final Deliver spec;
    private final Targets targets;
    private final Set<Place> own;

    /** A namespace of a cluster; {@code ""} for what is in none. */
    record Place(ClusterName cluster, String namespace) {
        @Override
        public String toString() {
            return (namespace.isEmpty() ? "outside of namespaces" : "in the namespace \"" + namespace + "\"")
                    + " of the cluster " + cluster;
        }
    }

    /** @param own where the delivery is placed */
    Originals(Deliver spec, Targets targets, Set<Place> own) {
        this.spec = spec;
        this.targets = targets;
        this.own = own;
    }

    static Set<Place> places(Collection<Unit> units) {
        return units.stream()
                .map(unit -> new Place(unit.cluster(), unit.namespace()))
                .collect(Collectors.toSet());
    }

    /**
     * All that units on one cluster copy.
     *
     * @throws Rejected if something may not be read or copied
     * @throws Waiting if something is not there
     */
    Copies of(Site here, List<Unit> units) throws ApiException, Rejected, Waiting {
        Map<Copies.Asked, List<ObjectNode>> found = new HashMap<>();
        long characters = 0;
        for (Unit unit : units) {
            for (Reference reference : Reference.of(unit.component())) {
                List<ObjectNode> copies = reference.kind() instanceof Reference.Kind.Page page
                        ? page(page.address(), reference)
                        : copies(here, unit, reference);
                characters += copies.stream()
                        .mapToLong(copy -> copy.toString().length())
                        .sum();
                if (characters > MOST_CHARACTERS) {
                    throw rejected(reference, "a delivery may copy " + MOST_CHARACTERS + " characters to a cluster");
                }
                found.put(new Copies.Asked(reference, unit.namespace()), copies);
            }
        }
        return new Copies(found);
    }

    /** As they are, with where they are from. */
    private List<ObjectNode> page(URI address, Reference reference) throws Rejected, Waiting {
        if (spec.environment().promotion().isPresent()) {
            throw rejected(
                    reference,
                    "the environment takes only what was promoted, and no lock holds what stands at an address; keep the"
                            + " objects in the repository");
        }
        byte[] text;
        try {
            text = targets.pages().of(spec.id().source(), address);
        } catch (Rejected e) {
            throw rejected(reference, e.problems().getFirst().message());
        }
        List<ObjectNode> objects = new ArrayList<>();
        for (Value.Mapping object : Manifests.read(address.getHost() + address.getPath(), text)) {
            ObjectNode json = Values.toJson(object);
            // A query may carry a token.
            json.withObject("metadata")
                    .withObject("annotations")
                    .put(URL_ANNOTATION, address.getScheme() + "://" + address.getAuthority() + address.getPath());
            objects.add(json);
        }
        return objects;
    }

    private List<ObjectNode> copies(Site here, Unit unit, Reference reference) throws ApiException, Rejected, Waiting {
        Site there = there(here, reference);
        Resource resource = resource(there, reference);
        String written =
                reference.namespace().or(() -> spec.application().namespace()).orElse(unit.namespace());
        Place place = new Place(there.cluster(), resource.namespaced() ? written : "");
        requireRight(reference, resource, place);
        if (place.equals(new Place(unit.cluster(), resource.namespaced() ? unit.namespace() : ""))) {
            return atHome(unit, reference);
        }
        List<ObjectNode> copies = new ArrayList<>();
        for (JsonNode live : live(there.api(), resource, place, unit, reference)) {
            copies.add(copy(resource, live, reference));
        }
        return copies;
    }

    /** A cluster that no reference names is KubeVela's hub, if there is one. */
    private Site there(Site here, Reference reference) throws Rejected {
        if (reference.cluster().isEmpty()) {
            return targets.site(HUB, spec.id()).orElse(here);
        }
        try {
            return targets.site(new ClusterName(reference.cluster().get()), spec.id())
                    .orElseThrow(() -> rejected(
                            reference,
                            "there is no cluster \"" + reference.cluster().get() + "\""));
        } catch (IllegalArgumentException e) {
            throw rejected(
                    reference,
                    "no cluster can be called \"" + reference.cluster().get() + "\"");
        }
    }

    private Resource resource(Site there, Reference reference) throws ApiException, Waiting {
        Optional<Resource> found = switch (reference.kind()) {
            case Reference.Kind.Resource named -> there.discovery().named(named.group(), named.name());
            case Reference.Kind.Written written -> {
                Gvk gvk = Gvk.of(written.apiVersion(), written.kind());
                yield there.discovery().find(gvk.group(), gvk.kind()).map(resource -> resource.at(gvk.version()));
            }
            case Reference.Kind.Page page -> throw new IllegalArgumentException(page + " is on no cluster");
        };
        return found.orElseThrow(() -> new Waiting(
                new Obstacle.NotReady(),
                "the cluster " + there.cluster() + " does not serve what is copied: the " + reference.what()));
    }

    private void requireRight(Reference reference, Resource resource, Place place) throws Rejected {
        boolean never = place.namespace().equals(ApplySetId.PARENT_NAMESPACE);
        boolean may = own.contains(place)
                || targets.mayRead(
                        spec.id().source(),
                        place.cluster(),
                        place.namespace(),
                        resource.gvk().kind());
        if (never || !may) {
            throw rejected(
                    reference,
                    "the source " + spec.id().source() + " may not read a "
                            + resource.gvk().kind() + " " + place
                            + (never
                                    ? ""
                                    : ": the delivery is not placed there, and \"copies\" of the source in"
                                            + " mizzen.yaml does not allow it"));
        }
    }

    /** The original is where the copy would be. */
    private static List<ObjectNode> atHome(Unit unit, Reference reference) throws Rejected {
        if (!unit.component().traits().isEmpty()) {
            throw rejected(
                    reference,
                    "component \"" + unit.component().name() + "\" would copy the " + reference.what()
                            + " onto itself, so its traits cannot be applied; expected another namespace or cluster");
        }
        return List.of();
    }

    private static List<JsonNode> live(Api api, Resource resource, Place place, Unit unit, Reference reference)
            throws ApiException, Rejected, Waiting {
        List<JsonNode> live = new ArrayList<>();
        if (reference.labels().isEmpty()) {
            one(api, resource, place, reference).ifPresent(live::add);
        } else {
            boolean all =
                    api.listPage(resource, new Selection(place.namespace(), reference.selector(), false), live::add);
            if (!all || live.size() > MOST_SELECTED) {
                throw rejected(reference, "labels may select " + MOST_SELECTED + " objects to copy");
            }
        }
        if (live.isEmpty()) {
            throw new Waiting(
                    new Obstacle.NotReady(),
                    "component \"" + unit.component().name() + "\" copies what is not there: the " + reference.what()
                            + " " + place);
        }
        return live;
    }

    private static Optional<JsonNode> one(Api api, Resource resource, Place place, Reference reference)
            throws ApiException {
        try {
            return Optional.of(api.get(
                    resource,
                    new ObjectRef(resource.gvk().group(), resource.gvk().kind(), place.namespace(), reference.name())));
        } catch (ApiException e) {
            if (e.failure() instanceof Failure.NotFound) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** A list's items do not say what they are. */
    private static ObjectNode copy(Resource resource, JsonNode live, Reference reference) throws Rejected {
        if (live.path("type").asString("").equals(TOKEN)) {
            throw rejected(reference, "the token of a service account is not copied: the " + reference.what());
        }
        ObjectNode whole = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", resource.gvk().apiVersion())
                .put("kind", resource.gvk().kind());
        return Original.of(whole.setAll((ObjectNode) live.deepCopy()));
    }

    private static Rejected rejected(Reference reference, String message) {
        return new Rejected(Problem.at(reference.position(), message));
    }
}
