package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.render.InputPath.Step;
import java.util.ArrayList;
import java.util.List;

/** A single value in a mapping and the way to it. */
record Leaf(List<Step> steps, Value value) {
    /** Every text, number, boolean and null, in source order. */
    static List<Leaf> of(Value.Mapping root) {
        List<Leaf> all = new ArrayList<>();
        add(root, List.of(), all);
        return all;
    }

    private static void add(Value value, List<Step> way, List<Leaf> all) {
        switch (value) {
            case Value.Mapping mapping ->
                mapping.fields().forEach((key, field) -> add(field.value(), longer(way, new Step.Name(key)), all));
            case Value.Sequence list -> {
                for (int i = 0; i < list.items().size(); i++) {
                    add(list.items().get(i), longer(way, new Step.Index(i)), all);
                }
            }
            case Value.Text leaf -> all.add(new Leaf(way, leaf));
            case Value.Whole leaf -> all.add(new Leaf(way, leaf));
            case Value.Decimal leaf -> all.add(new Leaf(way, leaf));
            case Value.Flag leaf -> all.add(new Leaf(way, leaf));
            case Value.Nothing leaf -> all.add(new Leaf(way, leaf));
        }
    }

    private static List<Step> longer(List<Step> way, Step step) {
        List<Step> longer = new ArrayList<>(way);
        longer.add(step);
        return List.copyOf(longer);
    }
}
