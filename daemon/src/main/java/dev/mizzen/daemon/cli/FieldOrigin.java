package dev.mizzen.daemon.cli;

import dev.mizzen.daemon.report.Masked;
import dev.mizzen.reconcile.model.Nearest;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.render.Origin;
import dev.mizzen.reconcile.render.Provenance.Answer;
import dev.mizzen.reconcile.render.Rendered;
import dev.mizzen.reconcile.render.Rendered.RenderedObject;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What {@code mizzen explain} answers for one field of one object at one place.
 *
 * @param kind {@code exact}, {@code derived}, {@code definition} or {@code artifact}
 * @param untried input values that could not be altered, so that it is not known whether the field depends on them
 */
record FieldOrigin(
        String object,
        String cluster,
        String namespace,
        String field,
        JsonNode value,
        String kind,
        List<Place> from,
        int untried) {
    /** An input value, or the line of a definition; without a place where no file says it. */
    record Place(
            String what,
            @Nullable String file,
            @Nullable Integer line,
            @Nullable Integer column) {
        private static Place of(String what, Optional<Position> at) {
            Position position = at.orElse(null);
            return position == null
                    ? new Place(what, null, null, null)
                    : new Place(what, position.file(), position.line(), position.column());
        }

        private String line(String indent) {
            return indent + what + (file == null ? "" : "  " + file + ":" + line + ":" + column);
        }
    }

    /** One for each place that has such an object; {@code object} is {@code <Kind>/<name>}. */
    static List<FieldOrigin> of(Workbench bench, Deliver delivery, String object, String field) throws Rejected {
        List<FieldOrigin> found = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Rendered rendered : bench.render(delivery)) {
            for (RenderedObject one :
                    rendered instanceof Rendered.Ready ready ? ready.objects() : List.<RenderedObject>of()) {
                String name = one.manifest().gvk().kind() + "/" + one.manifest().name();
                names.add(name);
                if (name.equalsIgnoreCase(object)) {
                    found.add(of(bench, delivery, rendered, one, field));
                }
            }
        }
        if (found.isEmpty()) {
            String near = Nearest.to(object, names)
                    .map(name -> "; did you mean " + name + "?")
                    .orElse("; there are: " + String.join(", ", names));
            throw new Failure(Exit.FOUND, delivery.id() + " has no object " + object + near);
        }
        return found;
    }

    private static FieldOrigin of(
            Workbench bench, Deliver delivery, Rendered rendered, RenderedObject object, String field) throws Rejected {
        String name = object.manifest().gvk().kind() + "/" + object.manifest().name();
        Answer answer = bench.origin(delivery, rendered.unit(), object, field)
                .orElseThrow(() -> new Failure(Exit.FOUND, name + " has no field " + field));
        JsonNode value = secret(object, field) ? JsonNodeFactory.instance.stringNode(Masked.MASK) : answer.value();
        Optional<Position> placement = delivery.environment().placement().position();
        return new FieldOrigin(
                name,
                rendered.unit().cluster().value(),
                rendered.unit().namespace(),
                field,
                value,
                kind(answer.origin()),
                places(answer.origin(), placement),
                answer.untried());
    }

    private static boolean secret(RenderedObject object, String field) {
        return object.manifest().gvk().kind().equals("Secret") && !field.startsWith("metadata.");
    }

    private static String kind(Origin origin) {
        return switch (origin) {
            case Origin.Exact exact -> "exact";
            case Origin.Derived derived -> "derived";
            case Origin.OfDefinition definition -> "definition";
            case Origin.OfArtifact artifact -> "artifact";
        };
    }

    /** What no file of the application says, such as the namespace, the environment's placement does. */
    private static List<Place> places(Origin origin, Optional<Position> placement) {
        return switch (origin) {
            case Origin.Exact exact -> List.of(place(exact.input(), placement));
            case Origin.Derived derived ->
                derived.inputs().stream().map(input -> place(input, placement)).toList();
            case Origin.OfArtifact artifact ->
                artifact.files().stream().map(path -> file(artifact, path)).toList();
            case Origin.OfDefinition definition -> {
                String of = definition
                        .parameter()
                        .map(parameter -> "default of parameter " + parameter + " of ")
                        .orElse("template of ");
                yield List.of(Place.of(of + definition.definition(), Optional.of(definition.at())));
            }
        };
    }

    private static Place file(Origin.OfArtifact artifact, String path) {
        return new Place("file of the " + artifact.kind() + " build", path, 1, 1);
    }

    private static Place place(Origin.Input input, Optional<Position> placement) {
        return Place.of(input.path(), input.position().or(() -> placement));
    }

    /** For people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(object + " " + field + " is " + value + " (cluster " + cluster + ", namespace " + namespace + ")");
        if (from.size() == 1) {
            lines.add(kind + ": " + from.getFirst().line(""));
        } else {
            lines.add(kind + " from:");
            from.forEach(place -> lines.add(place.line("  ")));
        }
        if (untried > 0) {
            lines.add("not known of " + untried + (untried == 1 ? " input value" : " input values")
                    + ": no other value was valid there");
        }
        return lines;
    }
}
