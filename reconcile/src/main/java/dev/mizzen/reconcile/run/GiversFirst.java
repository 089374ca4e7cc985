package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.spec.Application.Output;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Units in an order in which each comes after those that it takes values from; else as they were. Pure. */
final class GiversFirst {
    private GiversFirst() {}

    /** Units that take from each other in a circle, which a spec does not let through, come last. */
    static List<Unit> of(List<Unit> units) {
        Set<Unit> ordered = new LinkedHashSet<>();
        List<Unit> left = new ArrayList<>(units);
        boolean progress = true;
        while (progress) {
            Set<String> awaited = left.stream()
                    .flatMap(unit -> unit.component().outputs().stream())
                    .map(Output::name)
                    .collect(Collectors.toSet());
            List<Unit> free = left.stream()
                    .filter(unit ->
                            unit.component().inputs().stream().noneMatch(input -> awaited.contains(input.from())))
                    .toList();
            progress = !free.isEmpty();
            ordered.addAll(free);
            left.removeAll(free);
        }
        ordered.addAll(left);
        return List.copyOf(ordered);
    }
}
