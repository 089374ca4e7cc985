package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.model.Values;
import dev.mizzen.reconcile.spec.shape.Shape;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an overlay changes in objects once they are rendered: {@code spec.patches} in order, then {@code spec.images}. The
 * words are those of a kustomization.
 */
public record Changes(List<Value.Mapping> patches, List<Value.Mapping> images) {
    public static final Changes NONE = new Changes(List.of(), List.of());
    static final String PATCHES = "patches";
    static final String IMAGES = "images";
    static final Set<String> FIELDS = Set.of(PATCHES, IMAGES);

    private static final Shape TEXT = new Shape.AnyText();
    private static final Shape TARGET = new Shape.Fields(
            Map.of(
                    "group", TEXT,
                    "version", TEXT,
                    "kind", TEXT,
                    "name", TEXT,
                    "namespace", TEXT,
                    "labelSelector", TEXT,
                    "annotationSelector", TEXT),
            Set.of());

    public Changes {
        patches = List.copyOf(patches);
        images = List.copyOf(images);
    }

    static Changes of(Value.Mapping overlay) {
        return ShapeCheck.map(overlay, "spec")
                .map(spec -> new Changes(ShapeCheck.maps(spec, PATCHES), ShapeCheck.maps(spec, IMAGES)))
                .orElse(NONE);
    }

    /** The shapes of both fields, by name. */
    static Map<String, Shape> shapes() {
        Shape options = new Shape.Fields(
                Map.of("allowNameChange", new Shape.Bool(), "allowKindChange", new Shape.Bool()), Set.of());
        Shape patch = new Shape.Fields(
                Map.of("patch", new Shape.Anything(), "target", TARGET, "options", options), Set.of("patch"));
        Shape image =
                new Shape.Fields(Map.of("name", TEXT, "newName", TEXT, "newTag", TEXT, "digest", TEXT), Set.of("name"));
        return Map.of(PATCHES, new Shape.ListOf(patch), IMAGES, new Shape.ListOf(image));
    }

    public boolean isEmpty() {
        return patches.isEmpty() && images.isEmpty();
    }

    /** As the renderer is asked for them. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        add(json.putArray(PATCHES), patches);
        add(json.putArray(IMAGES), images);
        return json;
    }

    private static void add(ArrayNode list, List<Value.Mapping> values) {
        values.forEach(value -> list.add(Values.toJson(value)));
    }

    /** Where {@code patches[1]} or {@code images[0]} is written. */
    public Optional<Position> position(String path) {
        List<Value.Mapping> list = path.startsWith(PATCHES) ? patches : images;
        int open = path.indexOf('[');
        int close = path.indexOf(']');
        if (open < 0 || close < open) {
            return Optional.empty();
        }
        int index = Integer.parseInt(path.substring(open + 1, close));
        return index < list.size() ? Optional.of(list.get(index).position()) : Optional.empty();
    }
}
