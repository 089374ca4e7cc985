package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.render.InputPath.Step;
import dev.mizzen.reconcile.render.Inputs.Owner;
import dev.mizzen.reconcile.render.Origin.Input;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Every input of one render, each with what it might be instead. Pure. */
final class Alterations {
    /** Versions on both sides of all that templates tell apart. */
    private static final List<Integer> MINORS = List.of(0, 999);

    private static final int LONGEST_NAME = 63;

    private Alterations() {}

    /**
     * One input with other values in its place, the most telling first.
     *
     * @param value as it is; empty where it is no single value
     */
    record Alteration(Input input, Optional<Value> value, List<Other> others) {}

    /** All inputs with one of them altered; {@code value} is what it is now, empty where it was taken away. */
    record Other(Optional<Value> value, Inputs inputs) {}

    /** Properties first, in the order of the files; then names, labels and annotations; then where the unit goes. */
    static List<Alteration> of(Inputs inputs, Function<Owner, Schema> schemas) {
        List<Alteration> all = new ArrayList<>();
        owners(inputs)
                .forEach(owner -> inputs.properties(owner).map(Leaf::of).orElse(List.of()).stream()
                        .map(leaf -> leaf(inputs, owner, schemas.apply(owner), leaf.steps(), leaf.value()))
                        .forEach(all::add));
        all.addAll(names(inputs));
        all.addAll(places(inputs));
        return all;
    }

    static Stream<Owner> owners(Inputs inputs) {
        return Stream.concat(
                Stream.of(new Owner.Own()),
                IntStream.range(0, inputs.component().traits().size()).mapToObj(Owner.OfTrait::new));
    }

    private static Alteration leaf(Inputs inputs, Owner owner, Schema schema, List<Step> steps, Value leaf) {
        Value.Mapping properties = inputs.properties(owner).orElseThrow();
        List<Other> others = new ArrayList<>();
        Stream.concat(schema.choices(steps).map(word -> (Value) new Value.Text(leaf.position(), word)), others(leaf))
                .filter(other -> !other.equals(leaf))
                .map(Optional::of)
                .forEach(other -> others.add(
                        new Other(other, inputs.withProperties(owner, Edited.with(properties, steps, other)))));
        others.add(new Other(
                Optional.empty(), inputs.withProperties(owner, Edited.with(properties, steps, Optional.empty()))));
        return new Alteration(
                new Input(path(owner) + new InputPath(steps).text(), Optional.of(leaf.position())),
                Optional.of(leaf),
                others);
    }

    static String path(Owner owner) {
        return switch (owner) {
            case Owner.Own own -> "properties";
            case Owner.OfTrait trait -> "traits[" + trait.index() + "].properties";
        };
    }

    /** Values of the same type; the schema may not allow the first. */
    static Stream<Value> others(Value leaf) {
        return switch (leaf) {
            case Value.Text t ->
                Stream.of(new Value.Text(t.position(), t.text() + "x"), new Value.Text(t.position(), nearby(t.text())));
            case Value.Whole w ->
                Stream.of(
                        new Value.Whole(w.position(), w.number().add(BigInteger.ONE)),
                        new Value.Whole(w.position(), w.number().subtract(BigInteger.ONE)));
            case Value.Decimal d ->
                Stream.of(new Value.Decimal(d.position(), d.number().add(BigDecimal.ONE)));
            case Value.Flag f -> Stream.of(new Value.Flag(f.position(), !f.flag()));
            case Value.Nothing n -> Stream.of();
            case Value.Mapping m -> Stream.of();
            case Value.Sequence s -> Stream.of();
        };
    }

    /** Text with its last digit another, so that a quantity stays one; or with a letter before it. */
    private static String nearby(String text) {
        StringBuilder changed = new StringBuilder(text);
        for (int i = changed.length() - 1; i >= 0; i--) {
            if (Character.isDigit(changed.charAt(i))) {
                changed.setCharAt(i, changed.charAt(i) == '1' ? '2' : '1');
                return changed.toString();
            }
        }
        return "x" + changed;
    }

    private static List<Alteration> names(Inputs in) {
        Position app = in.app().position();
        List<Alteration> all = new ArrayList<>();
        all.add(word(
                "name of the component",
                Optional.of(in.component().position()),
                in.component().name(),
                in::withComponentName));
        all.add(word(
                "name of the application", Optional.of(app), in.app().name().value(), in::withApplicationName));
        in.app()
                .labels()
                .forEach((key, text) -> all.add(word(
                        "label " + key + " of the application",
                        Optional.of(app),
                        text,
                        other -> in.withLabels(changed(in.app().labels(), key, other)))));
        in.app()
                .annotations()
                .forEach((key, text) -> all.add(word(
                        "annotation " + key + " of the application",
                        Optional.of(app),
                        text,
                        other -> in.withAnnotations(changed(in.app().annotations(), key, other)))));
        return all;
    }

    private static List<Alteration> places(Inputs in) {
        Unit u = in.unit();
        List<Other> versions = MINORS.stream()
                .map(minor ->
                        new ClusterFacts("1", "v1." + minor + ".0", in.facts().platform(), minor))
                .map(facts -> new Other(Optional.empty(), in.withFacts(facts)))
                .toList();
        return List.of(
                word(
                        "namespace",
                        Optional.empty(),
                        u.namespace(),
                        name -> in.withUnit(new Unit(u.component(), u.cluster(), name, u.replicaKey()))),
                word(
                        "name of the cluster",
                        Optional.empty(),
                        u.cluster().value(),
                        name -> in.withUnit(
                                new Unit(u.component(), new ClusterName(name), u.namespace(), u.replicaKey()))),
                new Alteration(
                        new Input("Kubernetes version of the cluster", Optional.empty()), Optional.empty(), versions));
    }

    private static Alteration word(
            String what, Optional<Position> position, String text, Function<String, Inputs> altered) {
        Position at = position.orElse(new Position(what, 1, 1));
        String other = text.length() < LONGEST_NAME ? text + "x" : "x";
        return new Alteration(
                new Input(what, position),
                Optional.of(new Value.Text(at, text)),
                List.of(new Other(Optional.of(new Value.Text(at, other)), altered.apply(other))));
    }

    private static Map<String, String> changed(Map<String, String> texts, String key, String text) {
        Map<String, String> changed = new TreeMap<>(texts);
        changed.put(key, text);
        return changed;
    }
}
