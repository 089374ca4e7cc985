package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.model.Values;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What was read, as the examples write it: what is empty is left out. */
final class Dump {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Dump() {}

    static ObjectNode of(SourceSpec spec) {
        ObjectNode result = NODES.objectNode();
        ObjectNode deliveries = result.putObject("deliveries");
        for (DeliverySpec delivery : spec.deliveries()) {
            String id = delivery.id().environment() + "/" + delivery.id().app();
            switch (delivery) {
                case DeliverySpec.Deliver deliver -> {
                    ObjectNode node = of(deliver.application());
                    if (!deliver.base().revision().equals(deliver.head())) {
                        node.put("base", deliver.base().revision().id());
                    }
                    if (!NotRun.in(deliver.application()).isEmpty()) {
                        node.set("notRun", problems(NotRun.in(deliver.application())));
                    }
                    texts(deliver.reads().keySet().stream().sorted().toList())
                            .ifPresent(reads -> node.set("reads", reads));
                    deliveries.set(id, node);
                }
                case DeliverySpec.Broken broken -> deliveries.set(id, problems(broken.problems()));
                case DeliverySpec.AwaitingPromotion awaiting -> deliveries.put(id, "awaiting promotion");
            }
        }
        if (!spec.problems().isEmpty()) {
            result.set("problems", problems(spec.problems()));
        }
        return result;
    }

    static ObjectNode of(Application application) {
        ObjectNode node = NODES.objectNode();
        node.put("name", application.name().value());
        application.namespace().ifPresent(namespace -> node.put("namespace", namespace));
        texts(application.labels()).ifPresent(labels -> node.set("labels", labels));
        texts(application.annotations()).ifPresent(annotations -> node.set("annotations", annotations));
        ArrayNode components = node.putArray("components");
        application.components().forEach(component -> components.add(of(component)));
        for (Application.Policy policy : application.policies()) {
            ObjectNode item = node.withArray("policies").addObject();
            item.put("name", policy.name()).put("type", policy.type());
            policy.properties().ifPresent(properties -> item.set("properties", Values.toJson(properties)));
        }
        application.workflow().ifPresent(workflow -> {
            workflow.mode().ifPresent(mode -> node.set("mode", Values.toJson(mode)));
            workflow.steps().forEach(step -> node.withArray("steps").add(Values.toJson(step)));
        });
        return node;
    }

    static ObjectNode of(Application.Component component) {
        ObjectNode node = NODES.objectNode();
        node.put("name", component.name()).put("type", component.type());
        component.properties().ifPresent(properties -> node.set("properties", Values.toJson(properties)));
        for (Application.Trait trait : component.traits()) {
            ObjectNode item = node.withArray("traits").addObject();
            item.put("type", trait.type());
            trait.properties().ifPresent(properties -> item.set("properties", Values.toJson(properties)));
        }
        texts(component.dependsOn()).ifPresent(names -> node.set("dependsOn", names));
        component.externalRevision().ifPresent(revision -> node.put("externalRevision", revision));
        return node;
    }

    static ArrayNode problems(Collection<Problem> problems) {
        ArrayNode array = NODES.arrayNode();
        problems.forEach(problem -> array.add(problem.toString()));
        return array;
    }

    /** Path of a value → its place, for every text that {@code path} leads to. */
    static String place(Value value, String path) {
        Value here = value;
        for (String part : path.split("\\.", -1)) {
            here = switch (here) {
                case Value.Mapping mapping ->
                    Optional.ofNullable(mapping.get(part)).orElseThrow(() -> new AssertionError("nothing at " + path));
                case Value.Sequence sequence -> sequence.items().get(Integer.parseInt(part));
                case Value.Text text -> throw new AssertionError(path + " leads into text");
                case Value.Whole whole -> throw new AssertionError(path + " leads into a number");
                case Value.Decimal decimal -> throw new AssertionError(path + " leads into a number");
                case Value.Flag flag -> throw new AssertionError(path + " leads into a boolean");
                case Value.Nothing nothing -> throw new AssertionError(path + " leads into nothing");
            };
        }
        return here.position().toString();
    }

    private static Optional<ArrayNode> texts(Collection<String> texts) {
        ArrayNode array = NODES.arrayNode();
        texts.forEach(array::add);
        return array.isEmpty() ? Optional.empty() : Optional.of(array);
    }

    private static Optional<ObjectNode> texts(Map<String, String> texts) {
        ObjectNode object = NODES.objectNode();
        texts.forEach(object::put);
        return object.isEmpty() ? Optional.empty() : Optional.of(object);
    }
}
