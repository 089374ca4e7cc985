package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.define.Evaluator;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.render.Inputs.Owner;
import dev.mizzen.reconcile.render.Rendered.RenderedObject;
import dev.mizzen.reconcile.spec.Application;
import dev.mizzen.reconcile.spec.Application.Component;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Tells where a field of a rendered object comes from, by rendering again with one input value altered at a time: what
 * moves the field is what it comes from. The same way for whatever renders.
 */
public final class Provenance {
    /** The most renders that one question costs. */
    static final int MOST_RENDERS = 1_000;

    private final Renderer renderer;
    private final Evaluator evaluator;

    /** @param renderer whose cache the altered inputs go through too */
    public Provenance(Renderer renderer, Evaluator evaluator) {
        this.renderer = renderer;
        this.evaluator = evaluator;
    }

    /**
     * What was found out.
     *
     * @param value the field, as it is rendered
     * @param untried input values that could not be altered: every other value that was tried for them is no valid input,
     *     or there were more than {@value #MOST_RENDERS} renders to do
     */
    public record Answer(JsonNode value, Origin origin, int untried) {}

    /** A value that someone wrote among the properties of a component or its traits. */
    public record Written(Origin.Input input, Value value) {}

    /** Every single value of a component's properties, then of its traits', as they are written. */
    public static List<Written> written(Component component) {
        List<Written> all = new ArrayList<>();
        component.properties().ifPresent(properties -> all.addAll(written(new Owner.Own(), properties)));
        for (int i = 0; i < component.traits().size(); i++) {
            Owner owner = new Owner.OfTrait(i);
            component.traits().get(i).properties().ifPresent(properties -> all.addAll(written(owner, properties)));
        }
        return all;
    }

    private static List<Written> written(Owner owner, Value.Mapping properties) {
        return Leaf.of(properties).stream()
                .map(leaf -> new Written(
                        new Origin.Input(
                                Alterations.path(owner) + new InputPath(leaf.steps()).text(),
                                Optional.of(leaf.value().position())),
                        leaf.value()))
                .toList();
    }

    /**
     * As {@link #of(Application, Unit, Catalog, ClusterFacts, RenderedObject, String)}, for an object that an overlay may have
     * changed: a field that its patches or images made comes from these.
     *
     * @param object as {@link Overlaid#render} gave it
     */
    public Optional<Answer> of(
            Deliver delivery, Unit unit, Catalog catalog, ClusterFacts facts, RenderedObject object, String field)
            throws Rejected, Waiting {
        Application app = delivery.application();
        if (delivery.changes().isEmpty()
                || !(renderer.render(app, unit, catalog, facts) instanceof Rendered.Ready bare)) {
            return of(app, unit, catalog, facts, object, field);
        }
        ChangedField changed = new ChangedField(renderer.changer(), delivery, bare, object, path(field));
        List<Origin.Input> from = changed.from();
        if (!from.isEmpty()) {
            JsonNode value = path(field).in(object.manifest().json());
            return value.isMissingNode()
                    ? Optional.empty()
                    : Optional.of(new Answer(value, new Origin.Derived(from), 0));
        }
        return of(app, unit, catalog, facts, changed.before(), field);
    }

    private static InputPath path(String field) throws Rejected {
        return InputPath.whole(field)
                .orElseThrow(() -> new Rejected(Problem.of(
                        "\"" + field + "\" is no field: expected names and indexes, such as spec.ports[0].name")));
    }

    /**
     * Where {@code field} of {@code object} comes from.
     *
     * @param object as {@link Renderer#render} gave it for just these arguments
     * @param field such as {@code spec.template.spec.containers[0].image} or {@code metadata.labels["a.b/c"]}
     * @return empty if the object has no such field
     * @throws Rejected if {@code field} has another form, or the unit cannot be rendered as it is
     */
    public Optional<Answer> of(
            Application app, Unit unit, Catalog catalog, ClusterFacts facts, RenderedObject object, String field)
            throws Rejected, Waiting {
        return new Inquiry(renderer, evaluator, catalog, new Inputs(app, unit, facts), object, path(field)).answer();
    }
}
