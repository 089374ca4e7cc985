package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.model.Values;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.render.InputPath.Step;
import dev.mizzen.reconcile.spec.Application.Component;
import dev.mizzen.reconcile.spec.Application.Input;
import dev.mizzen.reconcile.spec.Application.Trait;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A component with its inputs in their places. Pure. */
public final class Feed {
    private Feed() {}

    /**
     * {@code unit} with the value of each input at its {@code parameterKey}, and no inputs left. Maps on the way there are made,
     * a map is added to one that stands there, and a list grows by one item at most for each input.
     *
     * @param values by the name of the output that an input takes
     * @throws Rejected where another value stands in the place, or the place cannot be
     */
    public static Unit with(Unit unit, Map<String, JsonNode> values) throws Rejected {
        Component fed = unit.component();
        for (Input input : unit.component().inputs()) {
            if (input.parameterKey().isPresent()) {
                JsonNode value = values.get(input.from());
                if (value == null) {
                    throw new IllegalArgumentException("no value for " + input.from());
                }
                fed = with(fed, input, input.parameterKey().get(), Values.fromJson(value, input.position()));
            }
        }
        return new Unit(fed.withoutInputs(), unit.cluster(), unit.namespace(), unit.replicaKey());
    }

    /** As KubeVela reads it: a key that begins with neither word is one of the properties. */
    private static Component with(Component component, Input input, String key, Value value) throws Rejected {
        InputPath path =
                InputPath.whole(key).orElseThrow(() -> wrong(input, "\"" + key + "\" is no path, as env[0].value is"));
        if (path.name(0).filter("traits"::equals).isPresent() && path.index(1).isPresent()) {
            return inTrait(component, input, path.index(1).get(), path.after(2), value);
        }
        boolean explicit = path.name(0).filter("properties"::equals).isPresent();
        List<Step> steps = (explicit ? path.after(1) : path).steps();
        return component.with(
                component.name(),
                Optional.of(properties(component.properties(), input, steps, value)),
                component.traits());
    }

    private static Component inTrait(Component component, Input input, int index, InputPath rest, Value value)
            throws Rejected {
        if (index >= component.traits().size()
                || rest.name(0).filter("properties"::equals).isEmpty()) {
            throw wrong(input, "the component has no such place; write traits[0].properties.key");
        }
        List<Trait> traits = new ArrayList<>(component.traits());
        Trait old = traits.get(index);
        Value.Mapping properties =
                properties(old.properties(), input, rest.after(1).steps(), value);
        traits.set(index, new Trait(old.type(), Optional.of(properties), old.typePosition()));
        return component.with(component.name(), component.properties(), traits);
    }

    private static Value.Mapping properties(Optional<Value.Mapping> old, Input input, List<Step> steps, Value value)
            throws Rejected {
        Value whole = put(old.orElse(null), steps, value, input);
        if (whole instanceof Value.Mapping mapping) {
            return mapping;
        }
        throw wrong(input, "properties are a map, and the value is " + whole.describe());
    }

    private static Value put(@Nullable Value old, List<Step> steps, Value value, Input input) throws Rejected {
        if (steps.isEmpty()) {
            return leaf(old, value, input);
        }
        List<Step> rest = steps.subList(1, steps.size());
        return switch (steps.getFirst()) {
            case Step.Name name -> inMapping(old, name.name(), rest, value, input);
            case Step.Index index -> inList(old, index.index(), rest, value, input);
        };
    }

    private static Value leaf(@Nullable Value old, Value value, Input input) throws Rejected {
        if (old == null || old instanceof Value.Nothing) {
            return value;
        }
        if (old instanceof Value.Mapping && value instanceof Value.Mapping more) {
            Value whole = old;
            for (Map.Entry<String, Value.Field> field : more.fields().entrySet()) {
                whole = inMapping(
                        whole, field.getKey(), List.of(), field.getValue().value(), input);
            }
            return whole;
        }
        if (!Values.toJson(old).equals(Values.toJson(value))) {
            throw wrong(
                    input,
                    "another value stands there already, at line "
                            + old.position().line());
        }
        return old;
    }

    private static Value inMapping(@Nullable Value old, String name, List<Step> rest, Value value, Input input)
            throws Rejected {
        SequencedMap<String, Value.Field> fields = new LinkedHashMap<>();
        Position at = input.position();
        if (old instanceof Value.Mapping mapping) {
            fields.putAll(mapping.fields());
            at = mapping.position();
        } else if (old != null && !(old instanceof Value.Nothing)) {
            throw wrong(input, "expected a map around \"" + name + "\", found " + old.describe());
        }
        Value.@Nullable Field field = fields.get(name);
        Value now = put(field == null ? null : field.value(), rest, value, input);
        fields.put(name, new Value.Field(field == null ? input.position() : field.key(), now));
        return Value.Mapping.of(at, fields);
    }

    private static Value inList(@Nullable Value old, int index, List<Step> rest, Value value, Input input)
            throws Rejected {
        List<Value> items = new ArrayList<>();
        if (old instanceof Value.Sequence list) {
            items.addAll(list.items());
        } else if (old != null && !(old instanceof Value.Nothing)) {
            throw wrong(input, "expected a list around [" + index + "], found " + old.describe());
        }
        if (index > items.size()) {
            throw wrong(input, "the list has " + items.size() + " items, so none can be put at [" + index + "]");
        }
        Value now = put(index < items.size() ? items.get(index) : null, rest, value, input);
        if (index < items.size()) {
            items.set(index, now);
        } else {
            items.add(now);
        }
        return new Value.Sequence(old == null ? input.position() : old.position(), List.copyOf(items));
    }

    private static Rejected wrong(Input input, String why) {
        return new Rejected(Problem.at(
                input.position(),
                "input \"" + input.from() + "\" cannot go to \""
                        + input.parameterKey().orElse("") + "\": " + why));
    }
}
