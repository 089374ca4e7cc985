package dev.mizzen.reconcile.render;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Of live objects that which templates read, and nothing else: what else changes changes no render. Pure. */
public final class LiveFields {
    private LiveFields() {}

    /**
     * The named fields of a context that has {@code output}, {@code outputs} and {@code status}. A list is taken as a whole; what
     * is not there is left out. An object of which no status is named gives its status as a whole.
     *
     * @param fields as {@link Rendered.Look#fields}
     */
    public static ObjectNode of(List<String> fields, ObjectNode live) {
        ObjectNode read = JsonNodeFactory.instance.objectNode();
        for (String field : fields) {
            List<InputPath.Step> steps = InputPath.of(field).after(1).steps();
            if (steps.size() <= depth(steps)) {
                whole(live, read, steps);
            } else {
                copy(live, read, steps);
            }
        }
        return read;
    }

    /** How many steps lead to an object. */
    private static int depth(List<InputPath.Step> steps) {
        return name(steps, 0)
                .map(first -> switch (first) {
                    case "output" -> 1;
                    case "outputs" -> 2;
                    default -> 0;
                })
                .orElse(0);
    }

    private static Optional<String> name(List<InputPath.Step> steps, int index) {
        return index < steps.size() && steps.get(index) instanceof InputPath.Step.Name name
                ? Optional.of(name.name())
                : Optional.empty();
    }

    private static void whole(ObjectNode live, ObjectNode read, List<InputPath.Step> steps) {
        InputPath.Step.Name status = new InputPath.Step.Name("status");
        if (name(steps, 0).filter("outputs"::equals).isPresent() && steps.size() == 1) {
            live.path("outputs")
                    .propertyNames()
                    .forEach(name -> copy(
                            live,
                            read,
                            List.of(new InputPath.Step.Name("outputs"), new InputPath.Step.Name(name), status)));
            return;
        }
        List<InputPath.Step> all = new java.util.ArrayList<>(steps);
        all.add(status);
        copy(live, read, all);
    }

    private static void copy(JsonNode from, ObjectNode to, List<InputPath.Step> steps) {
        JsonNode here = from;
        ObjectNode there = to;
        for (int i = 0; i < steps.size(); i++) {
            if (!(steps.get(i) instanceof InputPath.Step.Name step)) {
                return;
            }
            JsonNode next = here.path(step.name());
            if (next.isMissingNode()) {
                return;
            }
            boolean last = i == steps.size() - 1 || !(steps.get(i + 1) instanceof InputPath.Step.Name);
            if (last || !next.isObject()) {
                there.set(step.name(), next);
                return;
            }
            there = there.get(step.name()) instanceof ObjectNode known ? known : there.putObject(step.name());
            here = next;
        }
    }
}
