package dev.mizzen.reconcile.render;

import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.define.Definition;
import dev.mizzen.reconcile.define.Definition.Kind;
import dev.mizzen.reconcile.define.Evaluator;
import dev.mizzen.reconcile.define.Fault;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.render.RenderCache.Result;
import dev.mizzen.reconcile.render.Rendered.RenderedObject;
import dev.mizzen.reconcile.render.Rendered.Role;
import dev.mizzen.reconcile.spec.Application;
import dev.mizzen.reconcile.spec.Application.Component;
import dev.mizzen.reconcile.spec.Chart;
import dev.mizzen.reconcile.spec.Kustomization;
import dev.mizzen.reconcile.spec.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Renders units. Equal inputs share one render, whichever environment, cluster or source they come from: the component's
 * typed input, its definitions, what its objects are dressed with, the renderer's version, and those context fields that
 * the templates read. Same inputs, same bytes; what was refused is refused again without a render until an input changes.
 * Thread-safe.
 */
public final class Renderer {
    private static final ClusterName NOWHERE = new ClusterName("nowhere");

    private final Evaluator evaluator;
    private final Outside outside;
    private final Changer changer;
    private final Materials materials = new Materials();
    private final Evaluation evaluation;

    /** Renders what needs nothing from outside of its repository. */
    public Renderer(Evaluator evaluator) {
        this(evaluator, Outside.NOTHING);
    }

    public Renderer(Evaluator evaluator, Outside outside) {
        this.evaluator = evaluator;
        this.outside = outside;
        this.changer = new Changer(evaluator);
        this.evaluation = new Evaluation(evaluator, materials);
    }

    /**
     * Renders {@code unit}, a component of {@code app}.
     *
     * @param catalog of the snapshot that {@code app} was read from
     * @return {@link Rendered.Late} where the component takes inputs that other components give once they run
     * @throws Rejected with every problem found, each at the user's line and with the definition's
     * @throws Waiting if no renderer process can be had now
     */
    public Rendered render(Application app, Unit unit, Catalog catalog, ClusterFacts facts) throws Rejected, Waiting {
        Component component = unit.component();
        if (!component.inputs().isEmpty()) {
            return new Rendered.Late(unit, waitsFor(component));
        }
        Parts parts = Parts.find(catalog, app, component);
        List<Problem> misplaced = parts.misplaced(unit.cluster());
        if (!misplaced.isEmpty()) {
            throw new Rejected(misplaced);
        }
        Optional<Chart> chart = parts.chart(app);
        List<Reference> references = parts.workload().isBuiltIn() ? Reference.of(component) : List.of();
        Optional<String> lacks = chart.flatMap(of -> Charts.lacks(of, facts))
                .or(() -> facts.copies().lacks(references, unit));
        if (lacks.isPresent()) {
            return new Rendered.Late(unit, lacks.get());
        }
        return references.isEmpty()
                ? rendered(app, unit, parts, catalog, facts)
                : copied(app, unit, parts, catalog, facts, references);
    }

    /** What is copied takes the place of what refers to it; it can be secret, so no message shows it. */
    private Rendered copied(
            Application app, Unit unit, Parts parts, Catalog catalog, ClusterFacts facts, List<Reference> references)
            throws Rejected, Waiting {
        Optional<Component> filled = facts.copies().filled(references, unit);
        if (filled.isEmpty()) {
            return new Rendered.Ready(unit, Digest.of(facts.copies().toString()), List.of(), List.of());
        }
        Unit whole = new Unit(filled.get(), unit.cluster(), unit.namespace(), unit.replicaKey());
        try {
            Rendered.Ready ready =
                    rendered(app, whole, new Parts(filled.get(), parts.workload(), parts.traits()), catalog, facts);
            return new Rendered.Ready(unit, ready.inputs(), ready.objects(), parts.misapplied());
        } catch (Rejected e) {
            throw facts.copies().masked(e);
        }
    }

    private Rendered.Ready rendered(Application app, Unit unit, Parts parts, Catalog catalog, ClusterFacts facts)
            throws Rejected, Waiting {
        RenderRequest request = new RenderRequest(app, unit, parts, facts, artifact(app, unit, parts, catalog, facts));
        List<Problem> unlocked = new ArrayList<>();
        Result result = evaluation.result(catalog, parts, request, outside.files(app.name(), parts, catalog, unlocked));
        List<RenderedObject> objects = parts.workloadIsManaged()
                ? result.objects().stream()
                        .filter(object -> object.role() != Role.WORKLOAD)
                        .toList()
                : result.objects();
        Places places = new Places(unit.component());
        List<Problem> warnings = Stream.of(
                        unlocked.stream(),
                        request.artifact().stream().flatMap(made -> made.warnings().stream()),
                        parts.misapplied().stream(),
                        result.warnings().stream().map(places::problem))
                .flatMap(all -> all)
                .toList();
        return new Rendered.Ready(unit, result.inputs(), objects, warnings, look(result, places));
    }

    private static Rendered.Look look(Result result, Places places) {
        if (result.live().isEmpty()) {
            return Rendered.Look.NONE;
        }
        return new Rendered.Look(
                result.live(),
                result.late().stream()
                        .map(late -> "trait \"" + late.trait() + "\" looks at the live objects"
                                + late.why().stream()
                                        .limit(1)
                                        .map(fault -> ": " + places.problem(fault))
                                        .collect(Collectors.joining()))
                        .toList());
    }

    /**
     * Renders a component, or a policy that is a definition, as if there were no cluster: its name is empty, and what other
     * components give once they run is left out.
     *
     * @param kind of the definition, {@code COMPONENT} or {@code POLICY}
     * @param facts of which usually nothing but the minor version is said
     * @throws Rejected as {@link #render}
     */
    public Rendered.Ready offline(Application app, Component component, Kind kind, Catalog catalog, ClusterFacts facts)
            throws Rejected, Waiting {
        Unit unit = new Unit(component, NOWHERE, app.namespace().orElse(RenderRequest.DEFAULT_NAMESPACE), "");
        Parts parts = Parts.find(catalog, kind, app, component);
        RenderRequest request =
                new RenderRequest(app, unit, parts, facts, "", artifact(app, unit, parts, catalog, facts));
        List<Problem> unlocked = new ArrayList<>();
        Result result = evaluation.result(catalog, parts, request, outside.files(app.name(), parts, catalog, unlocked));
        return new Rendered.Ready(unit, result.inputs(), result.objects(), parts.misapplied());
    }

    public Outside outside() {
        return outside;
    }

    /** Whether a chart makes the component's objects; what is wrong with its definitions is told when it is rendered. */
    public boolean isChart(Application app, Component component, Catalog catalog) throws Waiting {
        try {
            return Parts.find(catalog, app, component).chart(app).isPresent();
        } catch (Rejected e) {
            return false;
        }
    }

    /** Whether a template of the component names the application's revision. */
    public boolean namesRevision(Application app, Component component, Catalog catalog) throws Rejected, Waiting {
        return Parts.find(catalog, app, component).all().anyMatch(Definition::namesRevision);
    }

    /** The parts of a component of {@code app} by whose definitions a source says something of the health of live objects. */
    public List<Judged> judged(Application app, Component component, Catalog catalog) throws Rejected, Waiting {
        return Parts.find(catalog, app, component).judged();
    }

    /** Whether a trait of the component may look at its live objects; only a render says for sure. */
    public boolean mayLook(Application app, Component component, Catalog catalog) throws Rejected, Waiting {
        return !component.traits().isEmpty()
                && Parts.find(catalog, app, component).traits().stream().anyMatch(Definition::mayLook);
    }

    Changer changer() {
        return changer;
    }

    /** Renders that were asked of a process, so not those that the cache answered. */
    public long renders() {
        return evaluation.renders();
    }

    /** A type that a source defines itself is rendered as it says there. */
    private Optional<Artifact> artifact(Application app, Unit unit, Parts parts, Catalog catalog, ClusterFacts facts)
            throws Rejected, Waiting {
        if (catalog.base().isEmpty()) {
            return Optional.empty();
        }
        Optional<Chart> chart = parts.chart(app);
        return chart.isPresent()
                ? Optional.of(
                        Charts.of(app.name(), chart.get(), unit, catalog.base().get(), facts, outside))
                : Optional.empty();
    }

    /**
     * The paths that a component's artifact looks at in the catalog's snapshot; empty if its evaluation was refused by a limit.
     *
     * @throws Waiting if no renderer process can be had now
     */
    Optional<SortedMap<String, String>> artifactLooks(Application app, Parts parts, Catalog catalog) throws Waiting {
        Snapshot base = catalog.base().orElseThrow(() -> new IllegalArgumentException("no snapshot to look into"));
        if (Kustomization.isElsewhere(parts.component())) {
            return Optional.of(Collections.emptySortedMap());
        }
        Optional<SortedMap<String, String>> known = materials.looks(parts, base);
        if (known.isPresent()) {
            return known;
        }
        try {
            RenderRequest request = new RenderRequest(app, nowhere(parts.component()), parts, ClusterFacts.UNKNOWN);
            evaluation.result(catalog, parts, request, catalog.base());
        } catch (Rejected e) {
            // What was refused has read something too, and is told when it is rendered.
        }
        return materials.looks(parts, base);
    }

    /** A place to render at where only the files matter. */
    private static Unit nowhere(Component component) {
        return new Unit(component, new ClusterName("local"), "default", "");
    }

    private static String waitsFor(Component component) {
        return component.inputs().stream()
                .map(Application.Input::from)
                .collect(Collectors.joining(", ", "outputs of other components: ", ""));
    }

    /**
     * What a component gives to others.
     *
     * @param live {@code output}, {@code outputs} and further fields of the context, as KubeVela's templates see them
     * @throws Rejected if an expression is no CUE, or exceeds a limit
     */
    public Given give(SourceName source, Component giver, ObjectNode live) throws Rejected, Waiting {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("op", "values");
        ArrayNode expressions = request.putArray("expressions");
        giver.outputs()
                .forEach(output ->
                        expressions.addObject().put("name", output.name()).put("text", output.valueFrom()));
        request.set("context", live);
        JsonNode answer = evaluator.call(source, request);
        if (!answer.path("ok").asBoolean(false)) {
            throw new Rejected(Fault.all(answer.path("errors")).stream()
                    .map(fault ->
                            Problem.at(giver.position(), "component \"" + giver.name() + "\": " + fault.message()))
                    .toList());
        }
        return Given.of(answer);
    }
}
