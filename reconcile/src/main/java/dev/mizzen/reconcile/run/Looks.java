package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.observe.verdict.Reading;
import dev.mizzen.reconcile.render.ClusterFacts;
import dev.mizzen.reconcile.render.LiveFields;
import dev.mizzen.reconcile.render.Rendered;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/** Renders traits that look at the live objects of their own component, once these are there and well. */
final class Looks {
    /** The stage of what a component is made of, without that which follows. */
    private static final int BEFORE = 0;

    private final LiveObjects objects;
    private final List<Reading> readings = new ArrayList<>();
    private final List<String> late = new ArrayList<>();

    Looks(LiveObjects objects) {
        this.objects = objects;
    }

    /** What was read, of all units so far. */
    List<Reading> readings() {
        return readings;
    }

    /** Why traits are not rendered yet, one line each. */
    List<String> late() {
        return late;
    }

    /** {@code first}, with the traits that it left out, as far as they can be rendered now. */
    Rendered.Ready whole(Rendered.Ready first, Stages.UnitRenderer renderer, ClusterFacts facts)
            throws Rejected, Waiting, ApiException {
        if (first.look().fields().isEmpty()) {
            return first;
        }
        List<String> fields = first.look().fields();
        return switch (objects.of(first, BEFORE, named(fields))) {
            case LiveObjects.Found.Well well -> again(first, fields, well, renderer, facts);
            case LiveObjects.Found.NotYet notYet -> {
                Optional<Rendered.Ready> standing = standing(first, fields, renderer, facts);
                if (standing.isEmpty()) {
                    first.look().late().forEach(why -> late.add(words(first, why + ": " + notYet.why())));
                }
                yield standing.orElse(first);
            }
        };
    }

    private Rendered.Ready again(
            Rendered.Ready first,
            List<String> fields,
            LiveObjects.Found.Well well,
            Stages.UnitRenderer renderer,
            ClusterFacts facts)
            throws Rejected, Waiting {
        ObjectNode values = LiveFields.of(fields, well.scope());
        readings.add(new Reading(well.output(), well.outputs(), fields, values));
        return switch (renderer.render(first.unit(), facts.withLive(values))) {
            case Rendered.Ready ready -> {
                ready.look().late().forEach(why -> late.add(words(ready, why)));
                yield ready;
            }
            case Rendered.Late waits -> {
                late.add(words(first, waits.waitsFor()));
                yield first;
            }
        };
    }

    /**
     * A trait that was rendered before may have changed what it looks at: then the objects are as the release says with it, and are
     * left so, also while they are not well.
     */
    private Optional<Rendered.Ready> standing(
            Rendered.Ready first, List<String> fields, Stages.UnitRenderer renderer, ClusterFacts facts)
            throws Rejected, Waiting, ApiException {
        Optional<LiveObjects.Found.Well> there = objects.asTheyAre(first, BEFORE, named(fields));
        if (there.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode values = LiveFields.of(fields, there.get().scope());
        if (renderer.render(first.unit(), facts.withLive(values)) instanceof Rendered.Ready ready
                && ready.look().late().isEmpty()
                && objects.stand(ready, BEFORE)) {
            readings.add(new Reading(there.get().output(), there.get().outputs(), fields, values));
            return Optional.of(ready);
        }
        return Optional.empty();
    }

    private static String words(Rendered.Ready ready, String why) {
        return "component \"" + ready.unit().component().name() + "\": " + why;
    }

    /** The objects that the fields are of; the workload is always asked for, since it carries the health of the whole. */
    private static Predicate<String> named(List<String> fields) {
        boolean others = fields.stream().anyMatch(field -> field.startsWith("context.outputs"));
        return name -> name.isEmpty() || others;
    }
}
