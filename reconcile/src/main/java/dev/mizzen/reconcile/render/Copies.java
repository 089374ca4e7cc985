package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.model.Values;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.spec.Application.Component;
import dev.mizzen.reconcile.spec.Reference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects that components of type {@code ref-objects} copy, as they were read before the render: some are secret.
 *
 * @param found for each reference of a component placed in a namespace; empty lists where the original itself is there
 */
public record Copies(Map<Asked, List<ObjectNode>> found) {
    public static final Copies NONE = new Copies(Map.of());

    private static final String MASK = "***";
    private static final String OBJECTS = "objects";
    private static final String METADATA = "metadata";

    public Copies {
        found = Map.copyOf(found);
    }

    /** A reference of a component that is placed in {@code namespace}. */
    public record Asked(Reference reference, String namespace) {}

    /** What was not read: the component cannot be rendered without it. */
    Optional<String> lacks(List<Reference> references, Unit unit) {
        return references.stream()
                .filter(reference -> !found.containsKey(new Asked(reference, unit.namespace())))
                .findFirst()
                .map(reference -> "the " + reference.what()
                        + (reference.kind() instanceof Reference.Kind.Page ? "" : " on the cluster"));
    }

    /**
     * The component with the objects in place of the references: each once, the later reference counts, sorted as KubeVela
     * sorts them. Empty where there is nothing to copy.
     */
    Optional<Component> filled(List<Reference> references, Unit unit) {
        Map<String, ObjectNode> sorted = new TreeMap<>();
        for (Reference reference : references) {
            found.getOrDefault(new Asked(reference, unit.namespace()), List.of())
                    .forEach(object -> sorted.put(identity(object), object));
        }
        if (sorted.isEmpty()) {
            return Optional.empty();
        }
        Component component = unit.component();
        Value.Mapping written = component.properties().orElseThrow();
        ArrayNode objects = JsonNodeFactory.instance.arrayNode().addAll(sorted.values());
        Value copied = Values.fromJson(objects, references.getFirst().position());
        return Optional.of(
                component.with(component.name(), Optional.of(written.with(OBJECTS, copied)), component.traits()));
    }

    /** {@code apps/v1, Kind=Deployment|shop/web}; copies out of clusters have no namespace. */
    private static String identity(JsonNode object) {
        String version = object.path("apiVersion").asString("");
        return (version.contains("/") ? version : "/" + version) + ", Kind="
                + object.path("kind").asString("") + "|"
                + object.path(METADATA).path("namespace").asString("") + "/"
                + object.path(METADATA).path("name").asString("");
    }

    /** The same without any value of a Secret that is copied, plain or in base64. */
    Rejected masked(Rejected rejected) {
        Set<String> secrets =
                new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(s -> s));
        found.values()
                .forEach(objects -> objects.stream()
                        .filter(object -> object.path("kind").asString("").equals("Secret"))
                        .forEach(secret -> secret.path("data").forEach(value -> {
                            secrets.add(value.asString(""));
                            secrets.add(plain(value.asString("")));
                        })));
        secrets.remove("");
        return new Rejected(rejected.problems().stream()
                .map(problem -> new Problem(
                        problem.position(),
                        masked(problem.message(), secrets),
                        problem.nearest(),
                        problem.definition()))
                .toList());
    }

    private static String masked(String message, Set<String> secrets) {
        String masked = message;
        for (String secret : secrets) {
            masked = masked.replace(secret, MASK);
        }
        return masked;
    }

    private static String plain(String encoded) {
        try {
            return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** A digest: equal ones copy the same. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        found.forEach((asked, objects) -> lines.add(asked + " " + objects));
        lines.sort(String::compareTo);
        return Digest.of(String.join("\n", lines)).hex();
    }
}
