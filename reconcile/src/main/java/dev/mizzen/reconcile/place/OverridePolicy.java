package dev.mizzen.reconcile.place;

import dev.mizzen.reconcile.model.Nearest;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.Application;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * An override policy, its properties checked. Not an overlay: a name matches anywhere in a component's name and may hold
 * {@code *}; nothing is ever taken away but traits; null is set.
 */
record OverridePolicy(List<Value.Mapping> patches, Optional<List<String>> selector, List<Problem> problems) {
    static OverridePolicy of(Application.Policy policy, List<Problem> problems) {
        Value.Mapping properties = policy.properties().orElseThrow();
        return of(ShapeCheck.maps(properties, "components"), Optional.ofNullable(properties.get("selector")), problems);
    }

    static OverridePolicy of(List<Value.Mapping> patches, Optional<Value> selector, List<Problem> problems) {
        return new OverridePolicy(
                patches,
                selector.filter(Value.Sequence.class::isInstance)
                        .map(list -> ((Value.Sequence) list)
                                .items().stream()
                                        .map(item -> ((Value.Text) item).text())
                                        .toList()),
                problems);
    }

    /** The components as the policy wants them; new ones at the end, then only the selected ones. */
    List<Application.Component> apply(List<Application.Component> components) {
        List<Application.Component> result = new ArrayList<>(components);
        for (Value.Mapping patch : patches) {
            patch(result, patch);
        }
        return result.stream()
                .filter(component -> selector.isEmpty() || selector.get().contains(component.name()))
                .toList();
    }

    private void patch(List<Application.Component> components, Value.Mapping patch) {
        Optional<String> name = ShapeCheck.text(patch, "name").filter(text -> !text.isEmpty());
        Optional<String> type = ShapeCheck.text(patch, "type").filter(text -> !text.isEmpty());
        NamePattern pattern = NamePattern.of(name.orElse(""));
        pattern.mistake().ifPresent(mistake -> problems.add(Problem.at(position(patch, "name"), mistake)));
        boolean matched = false;
        for (int i = 0; i < components.size(); i++) {
            Application.Component component = components.get(i);
            boolean sameType = type.isEmpty() || type.get().equals(component.type());
            if (name.isEmpty() ? sameType : pattern.matches(component.name())) {
                matched = true;
                components.set(i, sameType ? merged(component, patch) : created(component.name(), patch));
            }
        }
        if (!matched
                && pattern.mistake().isEmpty()
                && name.isPresent()
                && name.get().chars().anyMatch(c -> c >= 'a' && c <= 'z')) {
            append(components, name.get(), type, patch);
        }
    }

    private void append(
            List<Application.Component> components, String name, Optional<String> type, Value.Mapping patch) {
        if (type.isEmpty()) {
            List<String> names =
                    components.stream().map(Application.Component::name).toList();
            problems.add(Problem.at(
                            patch.position(), "no component matches \"" + name + "\", and to add one a type is missing")
                    .withNearest(Nearest.to(name, names)));
        } else if (!NamePattern.isName(name)) {
            problems.add(Problem.at(position(patch, "name"), "no component matches \"" + name + "\""));
        } else {
            components.add(created(name, patch));
        }
    }

    private Application.Component merged(Application.Component base, Value.Mapping patch) {
        Optional<Value.Mapping> properties = ShapeCheck.map(patch, "properties");
        return new Application.Component(
                base.name(),
                base.type(),
                properties
                        .map(p -> base.properties().map(b -> merged(b, p)).orElse(p))
                        .or(base::properties),
                traits(base, ShapeCheck.maps(patch, "traits")),
                base.dependsOn(),
                base.inputs(),
                base.outputs(),
                ShapeCheck.text(patch, "externalRevision")
                        .filter(text -> !text.isEmpty())
                        .or(base::externalRevision),
                base.replicaKey(),
                base.position());
    }

    private static Application.Component created(String name, Value.Mapping patch) {
        return new Application.Component(
                name,
                ShapeCheck.text(patch, "type").orElseThrow(),
                ShapeCheck.map(patch, "properties"),
                ShapeCheck.maps(patch, "traits").stream()
                        .filter(trait -> !isDisabled(trait))
                        .map(OverridePolicy::trait)
                        .toList(),
                List.of(),
                List.of(),
                List.of(),
                ShapeCheck.text(patch, "externalRevision"),
                Optional.empty(),
                position(patch, "type"));
    }

    private List<Application.Trait> traits(Application.Component base, List<Value.Mapping> patches) {
        List<Application.Trait> traits = new ArrayList<>(base.traits());
        for (Value.Mapping patch : patches) {
            String type = ShapeCheck.text(patch, "type").orElseThrow();
            List<Application.Trait> same =
                    traits.stream().filter(trait -> trait.type().equals(type)).toList();
            if (same.size() > 1) {
                problems.add(Problem.at(
                        position(patch, "type"),
                        "the component \"" + base.name() + "\" has " + same.size() + " traits of type \"" + type
                                + "\": it is not clear which is meant"));
            } else if (isDisabled(patch)) {
                traits.removeAll(same);
            } else if (same.isEmpty()) {
                traits.add(trait(patch));
            } else {
                traits.replaceAll(trait -> trait.type().equals(type) ? merged(trait, patch) : trait);
            }
        }
        return List.copyOf(traits);
    }

    private static Application.Trait trait(Value.Mapping patch) {
        return new Application.Trait(
                ShapeCheck.text(patch, "type").orElseThrow(),
                ShapeCheck.map(patch, "properties"),
                position(patch, "type"));
    }

    private static Application.Trait merged(Application.Trait base, Value.Mapping patch) {
        Optional<Value.Mapping> properties = ShapeCheck.map(patch, "properties");
        return new Application.Trait(
                base.type(),
                properties
                        .map(p -> base.properties().map(b -> merged(b, p)).orElse(p))
                        .or(base::properties),
                base.typePosition());
    }

    private static Value.Mapping merged(Value.Mapping base, Value.Mapping patch) {
        SequencedMap<String, Value.Field> fields = new LinkedHashMap<>(base.fields());
        patch.fields()
                .forEach((key, over) -> fields.merge(
                        key,
                        over,
                        (under, field) ->
                                under.value() instanceof Value.Mapping b && field.value() instanceof Value.Mapping p
                                        ? new Value.Field(under.key(), merged(b, p))
                                        : field));
        return Value.Mapping.of(base.position(), fields);
    }

    private static boolean isDisabled(Value.Mapping trait) {
        return trait.get("disable") instanceof Value.Flag flag && flag.flag();
    }

    private static Position position(Value.Mapping patch, String field) {
        Value value = patch.get(field);
        return value == null ? patch.position() : value.position();
    }
}
