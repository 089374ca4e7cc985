package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.Nearest;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.shape.Shape;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Policies and workflows that stand in documents of their own ({@code core.oam.dev/v1alpha1}), for applications to refer to
 * by name.
 *
 * @see <a href="https://kubevela.io/docs/platform-engineers/system-operation/migration-from-old-version">KubeVela's Policy
 *     and Workflow objects</a>
 */
record External(SequencedMap<String, Value.Mapping> policies, SequencedMap<String, Value.Mapping> workflows) {
    static final External NONE = new External(new LinkedHashMap<>(), new LinkedHashMap<>());
    private static final String API_VERSION = "core.oam.dev/v1alpha1";
    private static final String WORKFLOW = "workflow";

    static boolean isExternal(Value document) {
        return isKind(document, "Policy") || isKind(document, "Workflow");
    }

    /** Those that stand in the files of a directory, whatever else stands there. */
    static External beside(Tree tree, String directory, List<Problem> problems) {
        List<Value> documents = new ArrayList<>();
        Manifests.files(tree, directory)
                .forEach(file -> documents.addAll(tree.yaml(file).documents()));
        return of(documents, problems);
    }

    /** Those among {@code documents}. */
    static External of(Collection<Value> documents, List<Problem> problems) {
        External found = new External(new LinkedHashMap<>(), new LinkedHashMap<>());
        for (Value document : documents) {
            if (isKind(document, "Policy")) {
                add(found.policies, document, ApplicationShape.externalPolicy(), problems);
            } else if (isKind(document, "Workflow")) {
                add(found.workflows, document, ApplicationShape.externalWorkflow(), problems);
            }
        }
        return found;
    }

    private static void add(Map<String, Value.Mapping> found, Value document, Shape shape, List<Problem> problems) {
        int before = problems.size();
        ShapeCheck.ofWhole(problems).check(document, shape);
        if (problems.size() == before) {
            Value.Mapping top = (Value.Mapping) document;
            ShapeCheck.map(top, "metadata")
                    .flatMap(metadata -> ShapeCheck.text(metadata, "name"))
                    .ifPresent(name -> found.put(name, top));
        }
    }

    private static boolean isKind(Value document, String kind) {
        return document instanceof Value.Mapping top
                && ShapeCheck.text(top, "kind").equals(Optional.of(kind))
                && ShapeCheck.text(top, "apiVersion").equals(Optional.of(API_VERSION));
    }

    /** Whether an application refers to something outside of it. */
    static boolean refers(Value.Mapping application) {
        Optional<Value.Mapping> spec = ShapeCheck.map(application, "spec");
        return spec.filter(s -> reference(s).isPresent() || !missing(s).isEmpty())
                .isPresent();
    }

    /** The application with the workflow and the policies that it refers to, as far as they are here; what is not is told. */
    Value.Mapping resolved(Value.Mapping application, List<Problem> problems) {
        Optional<Value.Mapping> found = ShapeCheck.map(application, "spec");
        if (found.isEmpty()) {
            return application;
        }
        Value.Mapping spec = found.get();
        Optional<Value.Text> reference = reference(spec);
        if (reference.isPresent()) {
            Value.Mapping workflow = workflows.get(reference.get().text());
            if (workflow == null) {
                problems.add(missing("Workflow", reference.get(), workflows.keySet()));
            } else {
                spec = spec.with(WORKFLOW, withSteps(spec, workflow));
            }
        }
        List<Value> more = new ArrayList<>();
        for (Value.Text name : missing(spec)) {
            Value.Mapping policy = policies.get(name.text());
            if (policy != null) {
                more.add(inline(policy));
            }
        }
        return application.with("spec", more.isEmpty() ? spec : and(spec, more));
    }

    /** The application with all of the policies, and with the steps of the workflow, if there is one, in place of its own. */
    Value.Mapping merged(Value.Mapping application) {
        Optional<Value.Mapping> found = ShapeCheck.map(application, "spec");
        if (found.isEmpty()) {
            return application;
        }
        Value.Mapping spec = found.get();
        if (!workflows.isEmpty()) {
            Value.Mapping workflow = workflows.firstEntry().getValue();
            Value.Mapping empty = Value.Mapping.of(workflow.position(), Map.of());
            spec = spec.with(WORKFLOW, field(empty, "steps", workflow));
        }
        return application.with(
                "spec",
                and(
                        spec,
                        policies.values().stream().<Value>map(External::inline).toList()));
    }

    private static Optional<Value.Text> reference(Value.Mapping spec) {
        return ShapeCheck.map(spec, WORKFLOW)
                .filter(workflow -> ShapeCheck.maps(workflow, "steps").isEmpty())
                .map(workflow -> workflow.get("ref"))
                .filter(ref -> ref instanceof Value.Text text && !text.text().isEmpty())
                .map(Value.Text.class::cast);
    }

    /** The names in deploy steps of the workflow itself that no policy of the application has. */
    private static List<Value.Text> missing(Value.Mapping spec) {
        List<Value.Mapping> own = ShapeCheck.maps(spec, "policies");
        List<String> names = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            names.add(ShapeCheck.text(own.get(i), "name").orElse(ApplicationReader.generatedName(own.get(i), i)));
        }
        List<Value.Text> missing = new ArrayList<>();
        for (Value.Mapping step : ShapeCheck.map(spec, WORKFLOW)
                .map(workflow -> ShapeCheck.maps(workflow, "steps"))
                .orElse(List.of())) {
            if (ShapeCheck.text(step, "type").equals(Optional.of("deploy"))
                    && ShapeCheck.map(step, "properties")
                                    .map(properties -> properties.get("policies"))
                                    .orElse(null)
                            instanceof Value.Sequence policies) {
                for (Value policy : policies.items()) {
                    if (policy instanceof Value.Text name && !names.contains(name.text())) {
                        names.add(name.text());
                        missing.add(name);
                    }
                }
            }
        }
        return missing;
    }

    /** The steps of {@code workflow}, in the mode that the application says, or else that the workflow says. */
    private static Value.Mapping withSteps(Value.Mapping spec, Value.Mapping workflow) {
        Value.Mapping own = ShapeCheck.map(spec, WORKFLOW).orElseThrow().without("ref");
        Value.Mapping steps = field(own, "steps", workflow);
        return own.get("mode") instanceof Value.Mapping ? steps : field(steps, "mode", workflow);
    }

    private static Value.Mapping field(Value.Mapping target, String name, Value.Mapping from) {
        Value value = from.get(name);
        return value == null ? target : target.with(name, value);
    }

    private static Value.Mapping inline(Value.Mapping policy) {
        Value.Mapping empty = Value.Mapping.of(policy.position(), Map.of());
        return field(
                field(field(empty, "name", ShapeCheck.map(policy, "metadata").orElseThrow()), "type", policy),
                "properties",
                policy);
    }

    private static Value.Mapping and(Value.Mapping spec, List<Value> policies) {
        List<Value> all = new ArrayList<>();
        if (spec.get("policies") instanceof Value.Sequence own) {
            all.addAll(own.items());
        }
        all.addAll(policies);
        return spec.with("policies", new Value.Sequence(spec.position(), List.copyOf(all)));
    }

    private static Problem missing(String kind, Value.Text name, Collection<String> there) {
        return Problem.at(
                        name.position(),
                        "there is no " + kind + " \"" + name.text() + "\" beside the Application (kind " + kind + " of "
                                + API_VERSION + ")")
                .withNearest(Nearest.to(name.text(), there));
    }
}
