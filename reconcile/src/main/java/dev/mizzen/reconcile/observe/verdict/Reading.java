package dev.mizzen.reconcile.observe.verdict;

import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.render.LiveFields;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one unit was rendered with of its own live objects.
 *
 * @param fields of the context that its traits read
 * @param values that they had, as {@link LiveFields}; never changed
 */
public record Reading(
        Optional<ObjectRef> output, SortedMap<String, ObjectRef> outputs, List<String> fields, ObjectNode values) {
    private static final String STATUS = "status";

    /** Whether it reads what is said of the health of the whole. */
    boolean readsHealth() {
        return fields.stream().anyMatch(field -> field.startsWith("context." + STATUS));
    }

    Set<ObjectRef> reads() {
        Set<ObjectRef> read = new LinkedHashSet<>();
        if (fields.stream().anyMatch(field -> field.matches("context\\.output\\b.*"))) {
            output.ifPresent(read::add);
        }
        if (fields.stream().anyMatch(field -> field.startsWith("context.outputs"))) {
            read.addAll(outputs.values());
        }
        return read;
    }

    /** Whether the fields have these values still; what is said of health is not looked at. */
    boolean isStill(Map<ObjectRef, JsonNode> live) {
        return without(LiveFields.of(fields, scope(live))).equals(without(values));
    }

    private ObjectNode scope(Map<ObjectRef, JsonNode> live) {
        ObjectNode scope = JsonNodeFactory.instance.objectNode();
        output.map(live::get).ifPresent(object -> scope.set("output", object));
        ObjectNode others = scope.putObject("outputs");
        outputs.forEach((name, ref) -> Optional.ofNullable(live.get(ref)).ifPresent(o -> others.set(name, o)));
        return scope;
    }

    private static ObjectNode without(ObjectNode values) {
        ObjectNode own = values.deepCopy();
        own.remove(STATUS);
        return own;
    }
}
