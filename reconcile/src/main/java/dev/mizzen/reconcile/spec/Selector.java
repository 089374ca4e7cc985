package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Which objects a rule of a policy means: all that match every field that is given, by any of its values. One without a value
 * means none, as in KubeVela.
 *
 * @param names fields with the values that they allow, none of them empty
 */
record Selector(List<Allowed> names) {
    private static final List<String> FIELDS =
            List.of("componentNames", "componentTypes", "oamTypes", "traitTypes", "resourceTypes", "resourceNames");

    /** The values of one field of a selector. */
    record Allowed(String field, Set<String> values) {}

    /** The {@code selector} of a rule. */
    static Selector of(Value.Mapping rule) {
        return ShapeCheck.map(rule, "selector")
                .map(selector -> new Selector(FIELDS.stream()
                        .map(field -> new Allowed(field, texts(selector, field).collect(Collectors.toSet())))
                        .filter(allowed -> !allowed.values().isEmpty())
                        .toList()))
                .orElse(new Selector(List.of()));
    }

    static Stream<String> texts(Value.Mapping mapping, String field) {
        return mapping.get(field) instanceof Value.Sequence list
                ? list.items().stream().filter(Value.Text.class::isInstance).map(item -> ((Value.Text) item).text())
                : Stream.empty();
    }

    boolean matches(Manifest manifest) {
        JsonNode metadata = manifest.json().path("metadata");
        return !names.isEmpty()
                && names.stream()
                        .allMatch(allowed -> allowed.values().contains(value(allowed.field(), manifest, metadata)));
    }

    private static String value(String field, Manifest manifest, JsonNode metadata) {
        JsonNode labels = metadata.path("labels");
        return switch (field) {
            case "componentNames" -> labels.path("app.oam.dev/component").asString("");
            case "componentTypes" -> labels.path("workload.oam.dev/type").asString("");
            case "oamTypes" -> labels.path("app.oam.dev/resourceType").asString("");
            case "traitTypes" -> labels.path("trait.oam.dev/type").asString("");
            case "resourceTypes" -> manifest.gvk().kind();
            case "resourceNames" -> metadata.path("name").asString("");
            default -> throw new IllegalArgumentException(field);
        };
    }
}
