package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.render.InputPath.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** A mapping in which one value is another. Pure. */
final class Edited {
    private Edited() {}

    /**
     * {@code root} with the value at {@code steps} replaced or put in, or taken away if {@code other} is empty. All that
     * leads there is there already, but for the last step.
     */
    static Value.Mapping with(Value.Mapping root, List<Step> steps, Optional<Value> other) {
        return (Value.Mapping) edited(root, steps, other);
    }

    private static Value edited(Value root, List<Step> steps, Optional<Value> other) {
        List<Step> rest = steps.subList(1, steps.size());
        return switch (steps.getFirst()) {
            case Step.Name name -> inMapping((Value.Mapping) root, name.name(), rest, other);
            case Step.Index index -> inList((Value.Sequence) root, index.index(), rest, other);
        };
    }

    private static Value inMapping(Value.Mapping root, String name, List<Step> rest, Optional<Value> other) {
        SequencedMap<String, Value.Field> fields = new LinkedHashMap<>(root.fields());
        Value old = root.get(name);
        Optional<Value> now = rest.isEmpty() || old == null ? other : Optional.of(edited(old, rest, other));
        now.ifPresentOrElse(
                value -> fields.put(name, new Value.Field(value.position(), value)), () -> fields.remove(name));
        return Value.Mapping.of(root.position(), fields);
    }

    private static Value inList(Value.Sequence root, int index, List<Step> rest, Optional<Value> other) {
        List<Value> items = new ArrayList<>(root.items());
        Optional<Value> now = rest.isEmpty() ? other : Optional.of(edited(items.get(index), rest, other));
        now.ifPresentOrElse(value -> items.set(index, value), () -> items.remove(index));
        return new Value.Sequence(root.position(), List.copyOf(items));
    }
}
