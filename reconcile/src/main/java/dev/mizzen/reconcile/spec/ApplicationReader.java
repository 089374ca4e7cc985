package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Makes an {@link Application} of a value. */
final class ApplicationReader {
    /** Most traits of a component. */
    static final int TRAITS = 1_000;

    private ApplicationReader() {}

    /**
     * Reads a merged Application.
     *
     * @param found problems found before
     * @throws Rejected with those and every problem of shape, or else those and every problem of names
     */
    static Application read(Value value, List<Problem> found) throws Rejected {
        List<Problem> problems = new ArrayList<>();
        ShapeCheck.ofWhole(problems).check(value, ApplicationShape.base());
        if (!problems.isEmpty()) {
            problems.addAll(found);
            throw new Rejected(Problems.sorted(problems));
        }
        problems.addAll(found);
        Value.Mapping top = (Value.Mapping) value;
        Application application = application(top);
        checkNames(application, problems);
        Problems.reject(problems);
        return application;
    }

    private static Application application(Value.Mapping top) {
        Value.Mapping metadata = (Value.Mapping) Objects.requireNonNull(top.get("metadata"));
        Value.Mapping spec = (Value.Mapping) Objects.requireNonNull(top.get("spec"));
        Optional<Application.Workflow> workflow =
                ShapeCheck.map(spec, "workflow").map(ApplicationReader::workflow);
        List<Application.Component> components = ShapeCheck.maps(spec, "components").stream()
                .map(ApplicationReader::component)
                .toList();
        return new Application(
                new AppName(ShapeCheck.text(metadata, "name").orElseThrow()),
                ShapeCheck.text(metadata, "namespace"),
                texts(metadata, "labels"),
                texts(metadata, "annotations"),
                StepOrder.apply(components, workflow),
                policies(ShapeCheck.maps(spec, "policies")),
                workflow,
                top.position());
    }

    /** A component of the right shape. */
    static Application.Component component(Value.Mapping component) {
        return new Application.Component(
                ShapeCheck.text(component, "name").orElseThrow(),
                ShapeCheck.text(component, "type").orElseThrow(),
                ShapeCheck.map(component, "properties"),
                ShapeCheck.maps(component, "traits").stream()
                        .map(ApplicationReader::trait)
                        .toList(),
                textList(component, "dependsOn"),
                ShapeCheck.maps(component, "inputs").stream()
                        .map(ApplicationReader::input)
                        .toList(),
                ShapeCheck.maps(component, "outputs").stream()
                        .map(ApplicationReader::output)
                        .toList(),
                ShapeCheck.text(component, "externalRevision"),
                Optional.empty(),
                position(component, "type"));
    }

    private static Application.Input input(Value.Mapping input) {
        return new Application.Input(
                ShapeCheck.text(input, "from").orElseThrow(),
                ShapeCheck.text(input, "parameterKey").filter(key -> !key.isEmpty()),
                position(input, "from"));
    }

    private static Application.Output output(Value.Mapping output) {
        return new Application.Output(
                ShapeCheck.text(output, "name").orElseThrow(),
                ShapeCheck.text(output, "valueFrom").orElseThrow(),
                position(output, "valueFrom"));
    }

    private static Application.Trait trait(Value.Mapping trait) {
        return new Application.Trait(
                ShapeCheck.text(trait, "type").orElseThrow(),
                ShapeCheck.map(trait, "properties"),
                position(trait, "type"));
    }

    private static List<Application.Policy> policies(List<Value.Mapping> policies) {
        List<Application.Policy> result = new ArrayList<>();
        for (Value.Mapping policy : policies) {
            result.add(new Application.Policy(
                    ShapeCheck.text(policy, "name").orElse(generatedName(policy, result.size())),
                    ShapeCheck.text(policy, "type").orElseThrow(),
                    ShapeCheck.map(policy, "properties"),
                    position(policy, "type")));
        }
        return List.copyOf(result);
    }

    private static Application.Workflow workflow(Value.Mapping workflow) {
        return new Application.Workflow(
                workflow.get("ref") instanceof Value.Text ref ? Optional.of(ref) : Optional.empty(),
                ShapeCheck.map(workflow, "mode"),
                ShapeCheck.maps(workflow, "steps"),
                workflow.position());
    }

    /** As KubeVela names a policy without a name. */
    static String generatedName(Value.Mapping policy, int index) {
        return ShapeCheck.text(policy, "type").orElse("") + "-auto-gen-" + index;
    }

    private static void checkNames(Application application, List<Problem> problems) {
        Map<String, Position> components = new HashMap<>();
        for (Application.Component component : application.components()) {
            unique(components, "component", component.name(), component.position(), problems);
        }
        Dependencies.check(application, problems);
        Map<String, Position> policies = new HashMap<>();
        application.policies().forEach(p -> unique(policies, "policy", p.name(), p.position(), problems));
        Map<String, Position> steps = new HashMap<>();
        application
                .workflow()
                .map(Application.Workflow::steps)
                .orElse(List.of())
                .forEach(step -> ShapeCheck.text(step, "name")
                        .ifPresent(name -> unique(steps, "step", name, step.position(), problems)));
    }

    private static void unique(
            Map<String, Position> seen, String word, String name, Position position, List<Problem> problems) {
        Position first = seen.putIfAbsent(name, position);
        if (first != null) {
            problems.add(Problem.at(
                    position, "the " + word + " \"" + name + "\" is already there, at line " + first.line()));
        }
    }

    private static Map<String, String> texts(Value.Mapping mapping, String field) {
        Map<String, String> texts = new LinkedHashMap<>();
        ShapeCheck.map(mapping, field)
                .ifPresent(map ->
                        map.fields().forEach((key, value) -> texts.put(key, ((Value.Text) value.value()).text())));
        return Collections.unmodifiableMap(texts);
    }

    private static List<String> textList(Value.Mapping mapping, String field) {
        return mapping.get(field) instanceof Value.Sequence list
                ? list.items().stream().map(item -> ((Value.Text) item).text()).toList()
                : List.of();
    }

    private static Position position(Value.Mapping mapping, String field) {
        Value value = mapping.get(field);
        return value == null ? mapping.position() : value.position();
    }
}
