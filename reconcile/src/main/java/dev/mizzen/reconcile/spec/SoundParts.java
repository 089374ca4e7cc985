package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.shape.Shape;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What of a document of another shape than an Application's can be read all the same, so that its other mistakes are told
 * too. Never delivered.
 */
public final class SoundParts {
    private static final AppName NAMELESS = new AppName("app");

    private SoundParts() {}

    /**
     * An Application of those components and traits whose own fields are right, without policies, workflow, inputs and
     * dependencies.
     */
    public static Application of(Value.Mapping document) {
        Value.Mapping metadata = ShapeCheck.map(document, "metadata").orElse(document);
        AppName name = ShapeCheck.text(metadata, "name")
                .filter(AppName::isAppName)
                .map(AppName::new)
                .orElse(NAMELESS);
        List<Application.Component> components = ShapeCheck.map(document, "spec").stream()
                .flatMap(spec -> ShapeCheck.maps(spec, "components").stream())
                .flatMap(component -> component(component).stream())
                .toList();
        return new Application(
                name,
                Optional.empty(),
                Map.of(),
                Map.of(),
                components,
                List.of(),
                Optional.empty(),
                document.position());
    }

    private static Optional<Application.Component> component(Value.Mapping written) {
        List<Value> traits = new ArrayList<>();
        for (Value.Mapping trait : ShapeCheck.maps(written, "traits")) {
            if (isRight(trait, ApplicationShape.aloneTrait())) {
                traits.add(trait);
            }
        }
        SequencedMap<String, Value.Field> fields = new LinkedHashMap<>(written.fields());
        Value.Field all = fields.remove("traits");
        if (all != null && !traits.isEmpty()) {
            fields.put(
                    "traits",
                    new Value.Field(all.key(), new Value.Sequence(all.value().position(), traits)));
        }
        Value.Mapping sound = Value.Mapping.of(written.position(), fields);
        return isRight(sound, ApplicationShape.aloneComponent())
                ? Optional.of(ApplicationReader.component(sound).withoutNeighbours())
                : Optional.empty();
    }

    private static boolean isRight(Value value, Shape shape) {
        List<Problem> problems = new ArrayList<>();
        ShapeCheck.ofWhole(problems).check(value, shape);
        return problems.isEmpty();
    }
}
