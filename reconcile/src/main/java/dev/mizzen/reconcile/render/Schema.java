package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.render.InputPath.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** What a definition says of its parameters, by their path of names, as the helper process answers it. */
record Schema(Map<List<String>, JsonNode> parameters) {
    static final Schema NONE = new Schema(Map.of());

    static Schema of(JsonNode answer) {
        Map<List<String>, JsonNode> parameters = new LinkedHashMap<>();
        add(answer.path("parameters"), List.of(), parameters);
        return new Schema(parameters);
    }

    private static void add(JsonNode fields, List<String> above, Map<List<String>, JsonNode> parameters) {
        for (JsonNode field : fields) {
            List<String> path = new ArrayList<>(above);
            path.add(field.path("name").asString(""));
            parameters.put(List.copyOf(path), field);
            add(field.path("fields"), path, parameters);
        }
    }

    /** The words that the parameter at {@code steps} may be; none where it may be any. */
    Stream<String> choices(List<Step> steps) {
        List<String> names = steps.stream()
                .filter(Step.Name.class::isInstance)
                .map(step -> ((Step.Name) step).name())
                .toList();
        JsonNode parameter = parameters.get(names);
        return parameter == null
                ? Stream.of()
                : StreamSupport.stream(parameter.path("enum").spliterator(), false)
                        .filter(JsonNode::isString)
                        .map(JsonNode::stringValue);
    }

    /** The defaults of parameters that are no part of a list, outer ones first. */
    Map<List<String>, JsonNode> defaults() {
        return parameters.entrySet().stream()
                .filter(parameter -> parameter.getValue().has("default"))
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        parameter -> parameter.getValue().path("default"),
                        (a, b) -> a,
                        LinkedHashMap::new));
    }
}
