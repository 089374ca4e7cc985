package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.Api;
import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Failure;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.model.Gvk;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.render.ReleaseFacts;
import dev.mizzen.reconcile.spec.Chart;
import dev.mizzen.reconcile.spec.Chart.Layer.FromObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Reads the ConfigMaps and Secrets that charts take values from, of the component's own namespace alone. */
final class ValueSources {
    private static final Map<String, Resource> KINDS = Map.of(
            "ConfigMap", new Resource(new Gvk("", "v1", "ConfigMap"), "configmaps", true, false),
            "Secret", new Resource(new Gvk("", "v1", "Secret"), "secrets", true, false));

    private final Api api;

    ValueSources(Api api) {
        this.api = api;
    }

    /**
     * Each key that a chart of these units asks for → its text.
     *
     * @throws Rejected if one may not be read
     * @throws Waiting if one that is not optional is missing
     */
    Map<ReleaseFacts.ValueKey, String> of(List<Unit> units) throws ApiException, Rejected, Waiting {
        Map<ReleaseFacts.ValueKey, String> texts = new TreeMap<>();
        for (Unit unit : units) {
            Optional<Chart> chart = Chart.of(unit.component());
            if (chart.isEmpty()) {
                continue;
            }
            for (Chart.Layer layer : chart.get().layers()) {
                if (layer instanceof FromObject from) {
                    read(from, unit).ifPresent(text -> texts.put(key(from, unit), text));
                }
            }
        }
        return texts;
    }

    private static ReleaseFacts.ValueKey key(FromObject from, Unit unit) {
        return new ReleaseFacts.ValueKey(from.kind(), unit.namespace(), from.name(), from.key());
    }

    private Optional<String> read(FromObject from, Unit unit) throws ApiException, Rejected, Waiting {
        Resource resource = KINDS.get(from.kind());
        boolean elsewhere = from.namespace()
                .filter(named -> !named.equals(unit.namespace()))
                .isPresent();
        if (resource == null || elsewhere || unit.namespace().equals(ApplySetId.PARENT_NAMESPACE)) {
            throw new Rejected(Problem.at(
                    from.position(),
                    "values may come from a ConfigMap or Secret of the namespace \"" + unit.namespace()
                            + "\" in which the component is placed, and not from elsewhere"));
        }
        Optional<String> text =
                find(resource, new ObjectRef("", from.kind(), unit.namespace(), from.name()), from.key());
        if (text.isEmpty() && !from.optional()) {
            throw new Waiting(
                    new Obstacle.NotReady(),
                    "component \"" + unit.component().name() + "\": there is no key \"" + from.key() + "\" of "
                            + from.kind() + " " + unit.namespace() + "/" + from.name());
        }
        return text;
    }

    private Optional<String> find(Resource resource, ObjectRef ref, String key) throws ApiException {
        try {
            JsonNode object = api.get(resource, ref);
            if (ref.kind().equals("Secret")) {
                String encoded = object.path("data").path(key).asString("");
                return object.path("data").has(key)
                        ? Optional.of(new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8))
                        : Optional.empty();
            }
            return Optional.of(object.path("data").path(key))
                    .filter(JsonNode::isString)
                    .map(JsonNode::stringValue);
        } catch (ApiException e) {
            if (e.failure() instanceof Failure.NotFound) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
