package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.render.InputPath.Step;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Where a parameter that nobody wrote would stand. Pure. */
final class AbsentPlaces {
    private AbsentPlaces() {}

    /** Every place in {@code here} where {@code names} could be written and is not; in a list, once for each item. */
    static List<List<Step>> of(Value here, List<String> names) {
        return switch (here) {
            case Value.Mapping mapping -> {
                Step step = new Step.Name(names.getFirst());
                Value next = mapping.get(names.getFirst());
                if (next == null) {
                    yield names.size() == 1 ? List.of(List.of(step)) : List.of();
                }
                yield names.size() == 1 ? List.of() : behind(step, of(next, names.subList(1, names.size())));
            }
            case Value.Sequence list ->
                IntStream.range(0, list.items().size())
                        .boxed()
                        .flatMap(i -> behind(new Step.Index(i), of(list.items().get(i), names)).stream())
                        .toList();
            case Value.Text t -> List.of();
            case Value.Whole w -> List.of();
            case Value.Decimal d -> List.of();
            case Value.Flag f -> List.of();
            case Value.Nothing n -> List.of();
        };
    }

    private static List<List<Step>> behind(Step first, List<List<Step>> rests) {
        return rests.stream()
                .map(rest -> Stream.concat(Stream.of(first), rest.stream()).toList())
                .toList();
    }
}
