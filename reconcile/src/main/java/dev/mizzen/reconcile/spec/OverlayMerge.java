package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.Nearest;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Merges an overlay into a base, both checked against their shapes. Pure.
 *
 * <p>Components merge by name, traits by type, policies and steps by name; other maps merge deep; lists and scalars are
 * replaced; null takes away what the base has and stays where it has nothing; {@code disable: true} drops an item.
 */
final class OverlayMerge {
    /** The overlay's own annotation, which is no part of the application. */
    static final String PIN = "mizzen.dev/revision";

    private static final Level FREE = new Level(Map.of(), Map.of());
    private static final Items TRAITS = new Items("trait", "type", FREE);
    private static final Items COMPONENTS =
            new Items("component", "name", new Level(Map.of("traits", TRAITS), Map.of()));
    private static final Items POLICIES = new Items("policy", "name", FREE);
    private static final Items SUB_STEPS = new Items("step", "name", FREE);
    private static final Items STEPS = new Items("step", "name", new Level(Map.of("subSteps", SUB_STEPS), Map.of()));
    private static final Level APPLICATION = new Level(
            Map.of(),
            Map.of(
                    "spec",
                    new Level(
                            Map.of("components", COMPONENTS, "policies", POLICIES),
                            Map.of("workflow", new Level(Map.of("steps", STEPS), Map.of())))));

    private final List<Problem> problems;

    /** What of a map merges in its own way: lists of items, and maps that hold such lists. */
    private record Level(Map<String, Items> lists, Map<String, Level> maps) {}

    /** A list whose items are told apart by {@code key}. */
    private record Items(String word, String key, Level level) {}

    private OverlayMerge(List<Problem> problems) {
        this.problems = problems;
    }

    /** The base as the overlay wants it; where {@code problems} grew, a part of the overlay is not in it. */
    static Value.Mapping merge(Value.Mapping base, Value.Mapping overlay, List<Problem> problems) {
        return new OverlayMerge(problems).map(base, withoutChanges(withoutPin(overlay)), APPLICATION);
    }

    private static Value.Mapping withoutPin(Value.Mapping overlay) {
        return ShapeCheck.map(overlay, "metadata")
                .flatMap(metadata -> ShapeCheck.map(metadata, "annotations")
                        .map(annotations -> with(metadata, "annotations", without(annotations, Set.of(PIN)))))
                .map(metadata -> with(overlay, "metadata", metadata))
                .orElse(overlay);
    }

    /** What changes rendered objects is no part of the application. */
    private static Value.Mapping withoutChanges(Value.Mapping overlay) {
        return ShapeCheck.map(overlay, "spec")
                .map(spec -> with(overlay, "spec", without(spec, Changes.FIELDS)))
                .orElse(overlay);
    }

    private Value.Mapping map(Value.Mapping base, Value.Mapping overlay, Level level) {
        SequencedMap<String, Value.Field> fields = new LinkedHashMap<>(base.fields());
        overlay.fields().forEach((key, over) -> {
            Value.Field under = base.fields().get(key);
            if (over.value() instanceof Value.Nothing && under != null) {
                fields.remove(key);
            } else {
                fields.put(key, field(under, over, key, level));
            }
        });
        return Value.Mapping.of(base.position(), fields);
    }

    private Value.Field field(Value.@Nullable Field under, Value.Field over, String key, Level level) {
        Items items = level.lists().get(key);
        if (items != null && over.value() instanceof Value.Sequence list) {
            boolean merges = under != null && under.value() instanceof Value.Sequence;
            List<Value.Mapping> base =
                    merges ? mappings(Objects.requireNonNull(under).value()) : List.of();
            return new Value.Field(
                    merges ? Objects.requireNonNull(under).key() : over.key(),
                    new Value.Sequence(list.position(), items(base, mappings(list), items)));
        }
        if (under != null
                && under.value() instanceof Value.Mapping base
                && over.value() instanceof Value.Mapping overlay) {
            return new Value.Field(under.key(), map(base, overlay, level.maps().getOrDefault(key, FREE)));
        }
        return over;
    }

    private List<Value> items(List<Value.Mapping> base, List<Value.Mapping> overlay, Items items) {
        List<Optional<Value.Mapping>> kept =
                new ArrayList<>(base.stream().map(Optional::of).toList());
        List<Value.Mapping> added = new ArrayList<>();
        Set<Object> addressed = new HashSet<>();
        for (Value.Mapping over : overlay) {
            Optional<String> name = ShapeCheck.text(over, items.key());
            if (name.isEmpty()) {
                problems.add(Problem.at(over.position(), "missing field \"" + items.key() + "\""));
                continue;
            }
            List<Integer> places = places(base, name.get(), items);
            Optional<Integer> place = place(places, over, name.get(), items);
            if (place.isEmpty() && !places.isEmpty()) {
                continue;
            }
            if (!addressed.add(place.<Object>map(p -> p).orElse(name.get()))) {
                problems.add(Problem.at(
                        over.position(), "the " + items.word() + " \"" + name.get() + "\" is written twice"));
            } else if (place.isPresent()) {
                Value.Mapping under = base.get(place.get());
                kept.set(
                        place.get(),
                        isDisabled(over)
                                ? Optional.empty()
                                : Optional.of(map(
                                        under, without(over, Set.of("disable", "index", items.key())), items.level())));
            } else {
                added(base, over, name.get(), items).ifPresent(added::add);
            }
        }
        List<Value> merged = new ArrayList<>();
        kept.forEach(item -> item.ifPresent(merged::add));
        merged.addAll(added);
        return List.copyOf(merged);
    }

    /** The one item of the base that {@code over} means; empty where there is none or, told as a problem, it is not clear. */
    private Optional<Integer> place(List<Integer> places, Value.Mapping over, String name, Items items) {
        if (over.get("index") instanceof Value.Whole index) {
            int wanted = index.number().intValueExact();
            if (wanted < places.size()) {
                return Optional.of(places.get(wanted));
            }
            if (!places.isEmpty()) {
                problems.add(Problem.at(
                        index.position(),
                        "the base has " + places.size() + " of the " + items.word() + " \"" + name
                                + "\", so index is at most " + (places.size() - 1)));
            }
            return Optional.empty();
        }
        if (places.size() > 1) {
            problems.add(Problem.at(
                    over.position(),
                    "the base has " + places.size() + " of the " + items.word() + " \"" + name
                            + "\": say which with \"index\", counted from 0"));
            return Optional.empty();
        }
        return places.stream().findFirst();
    }

    private Optional<Value.Mapping> added(List<Value.Mapping> base, Value.Mapping over, String name, Items items) {
        if (isDisabled(over) || over.get("type") == null) {
            List<String> names = IntStream.range(0, base.size())
                    .mapToObj(i -> name(base.get(i), i, items))
                    .toList();
            problems.add(Problem.at(over.position(), "the base has no " + items.word() + " \"" + name + "\"")
                    .withNearest(Nearest.to(name, names)));
            return Optional.empty();
        }
        return Optional.of(without(over, Set.of("disable", "index")));
    }

    private static List<Integer> places(List<Value.Mapping> base, String name, Items items) {
        return IntStream.range(0, base.size())
                .filter(i -> name(base.get(i), i, items).equals(name))
                .boxed()
                .toList();
    }

    /** What an item is called; a policy without a name as KubeVela calls it. */
    private static String name(Value.Mapping item, int index, Items items) {
        return ShapeCheck.text(item, items.key()).orElseGet(() -> ApplicationReader.generatedName(item, index));
    }

    private static boolean isDisabled(Value.Mapping item) {
        return item.get("disable") instanceof Value.Flag flag && flag.flag();
    }

    private static List<Value.Mapping> mappings(Value list) {
        return ((Value.Sequence) list)
                .items().stream().map(Value.Mapping.class::cast).toList();
    }

    private static Value.Mapping without(Value.Mapping mapping, Set<String> keys) {
        SequencedMap<String, Value.Field> fields = new LinkedHashMap<>(mapping.fields());
        fields.keySet().removeAll(keys);
        return Value.Mapping.of(mapping.position(), fields);
    }

    private static Value.Mapping with(Value.Mapping mapping, String key, Value value) {
        SequencedMap<String, Value.Field> fields = new LinkedHashMap<>(mapping.fields());
        fields.computeIfPresent(key, (name, field) -> new Value.Field(field.key(), value));
        return Value.Mapping.of(mapping.position(), fields);
    }
}
