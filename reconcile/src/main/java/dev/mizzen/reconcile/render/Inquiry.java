package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.define.Definition;
import dev.mizzen.reconcile.define.Evaluator;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.model.Values;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.render.Alterations.Alteration;
import dev.mizzen.reconcile.render.Alterations.Other;
import dev.mizzen.reconcile.render.InputPath.Step;
import dev.mizzen.reconcile.render.Inputs.Owner;
import dev.mizzen.reconcile.render.Provenance.Answer;
import dev.mizzen.reconcile.render.Rendered.RenderedObject;
import dev.mizzen.reconcile.spec.Lookup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** One question to {@link Provenance}. */
final class Inquiry {
    private final Renderer renderer;
    private final Evaluator evaluator;
    private final Catalog catalog;
    private final Inputs inputs;
    private final InputPath field;
    private final RenderedObject object;
    private final int place;
    private final JsonNode value;
    private final Parts parts;
    private final Map<Owner, Schema> schemas = new HashMap<>();
    private int renders;

    /** What another value did to the field. */
    private enum Effect {
        /** The field is the input's value, before and after. */
        COPIED,
        MOVED,
        NONE,
        /** No other value is a valid input. */
        UNTRIED
    }

    Inquiry(
            Renderer renderer,
            Evaluator evaluator,
            Catalog catalog,
            Inputs inputs,
            RenderedObject object,
            InputPath field)
            throws Rejected, Waiting {
        this.renderer = renderer;
        this.evaluator = evaluator;
        this.catalog = catalog;
        this.inputs = inputs;
        this.field = field;
        this.object = object;
        this.value = field.in(object.manifest().json());
        this.parts = Parts.find(catalog, inputs.app(), inputs.component());
        this.place = alike(rendered(inputs)).indexOf(object);
        if (place < 0) {
            throw new IllegalArgumentException(object.manifest() + " is not rendered from these inputs");
        }
    }

    Optional<Answer> answer() throws Rejected, Waiting {
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        for (Owner owner : Alterations.owners(inputs).toList()) {
            schemas.put(owner, schema(definition(owner)));
        }
        List<Origin.Input> moving = new ArrayList<>();
        boolean copied = false;
        int untried = 0;
        for (Alteration alteration : Alterations.of(inputs, schemas::get)) {
            switch (effect(alteration)) {
                case COPIED -> {
                    copied = true;
                    moving.add(alteration.input());
                }
                case MOVED -> moving.add(alteration.input());
                case NONE -> {}
                case UNTRIED -> untried++;
            }
        }
        return Optional.of(new Answer(value, origin(moving, copied), untried));
    }

    private Origin origin(List<Origin.Input> moving, boolean copied) throws Waiting {
        if (moving.isEmpty()) {
            return ofDefinition();
        }
        return copied && moving.size() == 1
                ? new Origin.Exact(moving.getFirst())
                : new Origin.Derived(List.copyOf(moving));
    }

    private Effect effect(Alteration alteration) throws Waiting {
        Effect strongest = Effect.UNTRIED;
        for (Other other : alteration.others()) {
            switch (seen(other.inputs())) {
                case Seen.Field seen -> {
                    if (!seen.now().equals(value)) {
                        boolean copied = is(alteration.value(), value) && is(other.value(), seen.now());
                        return copied ? Effect.COPIED : Effect.MOVED;
                    }
                    strongest = Effect.NONE;
                }
                // That there is such an object at all is another question than what its field is.
                case Seen.Gone gone -> strongest = Effect.NONE;
                case Seen.Invalid invalid -> {}
            }
        }
        return strongest;
    }

    private static boolean is(Optional<Value> input, JsonNode there) {
        return input.map(Values::toJson).filter(there::equals).isPresent();
    }

    /** What becomes of the field where the inputs are others. */
    private sealed interface Seen {
        /** Missing where the object has no such field. */
        record Field(JsonNode now) implements Seen {}

        /** The object is not rendered at all. */
        record Gone() implements Seen {}

        /** Such inputs are not valid, or were not tried for their number. */
        record Invalid() implements Seen {}
    }

    private Seen seen(Inputs altered) throws Waiting {
        if (renders >= Provenance.MOST_RENDERS) {
            return new Seen.Invalid();
        }
        renders++;
        try {
            List<RenderedObject> alike = alike(rendered(altered));
            return place < alike.size()
                    ? new Seen.Field(field.in(alike.get(place).manifest().json()))
                    : new Seen.Gone();
        } catch (Rejected e) {
            return new Seen.Invalid();
        }
    }

    /** Whether the field is another or gone with its object; unknown is no. */
    private boolean moves(Seen seen) {
        return switch (seen) {
            case Seen.Field there -> !there.now().equals(value);
            case Seen.Gone gone -> true;
            case Seen.Invalid invalid -> false;
        };
    }

    private List<RenderedObject> rendered(Inputs from) throws Rejected, Waiting {
        return switch (renderer.render(from.app(), from.unit(), catalog, from.facts())) {
            case Rendered.Ready ready -> ready.objects();
            case Rendered.Late late -> List.of();
        };
    }

    /** Those that play the same part: a name may be another under other inputs. */
    private List<RenderedObject> alike(List<RenderedObject> objects) {
        return objects.stream()
                .filter(o -> o.role() == object.role()
                        && o.trait().equals(object.trait())
                        && o.resource().equals(object.resource()))
                .toList();
    }

    private Origin ofDefinition() throws Waiting {
        Owner owner = writer();
        if (owner instanceof Owner.Own && parts.artifact().isPresent()) {
            return new Origin.OfArtifact(parts.artifact().get(), files());
        }
        Definition definition = definition(owner);
        String name = definition.kind().wire() + " " + definition.name();
        for (Map.Entry<List<String>, JsonNode> parameter :
                schemas.getOrDefault(owner, Schema.NONE).defaults().entrySet()) {
            if (movesWithDefault(owner, parameter.getKey(), parameter.getValue())) {
                List<String> labels = Stream.concat(Stream.of("parameter"), parameter.getKey().stream())
                        .toList();
                return new Origin.OfDefinition(
                        name,
                        Optional.of(String.join(".", parameter.getKey())),
                        TemplateLines.at(definition, Stream.of(labels)));
            }
        }
        return new Origin.OfDefinition(name, Optional.empty(), TemplateLines.at(definition, labels(owner)));
    }

    private List<String> files() throws Waiting {
        return renderer.artifactLooks(inputs.app(), parts, catalog).stream()
                .flatMap(looks -> looks.entrySet().stream())
                .filter(look -> !look.getValue().equals(Lookup.ABSENT)
                        && !look.getValue().equals(Lookup.DIRECTORY))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The last trait without which the field is another, or the component. */
    private Owner writer() throws Waiting {
        for (int i = inputs.component().traits().size() - 1; i >= 0; i--) {
            if (moves(seen(inputs.withoutTrait(i)))) {
                return new Owner.OfTrait(i);
            }
        }
        return new Owner.Own();
    }

    private boolean movesWithDefault(Owner owner, List<String> parameter, JsonNode fallback) throws Waiting {
        Value.Mapping properties = inputs.properties(owner)
                .orElseGet(() -> Values.fromJson(
                        JsonNodeFactory.instance.objectNode(),
                        inputs.component().position()));
        Value now = Values.fromJson(fallback, properties.position());
        for (List<Step> steps : AbsentPlaces.of(properties, parameter)) {
            List<Value> others = Stream.concat(
                            schemas.getOrDefault(owner, Schema.NONE)
                                    .choices(steps)
                                    .map(word -> (Value) new Value.Text(properties.position(), word)),
                            Alterations.others(now))
                    .filter(other -> !other.equals(now))
                    .toList();
            for (Value other : others) {
                if (seen(inputs.withProperties(owner, Edited.with(properties, steps, Optional.of(other))))
                        instanceof Seen.Field moved) {
                    if (!moved.now().equals(value)) {
                        return true;
                    }
                    break;
                }
            }
        }
        return false;
    }

    /** The labels under which {@code owner}'s template may write the field, the likeliest first. */
    private Stream<List<String>> labels(Owner owner) {
        List<String> names = field.steps().stream()
                .filter(Step.Name.class::isInstance)
                .map(step -> ((Step.Name) step).name())
                .toList();
        List<List<String>> roots = switch (owner) {
            case Owner.Own own ->
                object.resource().isEmpty()
                        ? List.of(List.of("output"))
                        : List.of(List.of("outputs", object.resource()));
            case Owner.OfTrait trait ->
                List.of(
                        List.of("outputs", object.resource()),
                        List.of("patchOutputs", object.resource()),
                        List.of("patch"));
        };
        return roots.stream()
                .map(root -> Stream.concat(root.stream(), names.stream()).toList());
    }

    private Definition definition(Owner owner) {
        return switch (owner) {
            case Owner.Own own -> parts.workload();
            case Owner.OfTrait trait -> parts.traits().get(trait.index());
        };
    }

    private Schema schema(Definition definition) throws Waiting {
        var request = JsonNodeFactory.instance.objectNode().put("op", "schema");
        request.set("definition", definition.body());
        try {
            return Schema.of(evaluator.call(catalog.source(), request));
        } catch (Rejected e) {
            return Schema.NONE; // It only helps to choose what to try.
        }
    }
}
