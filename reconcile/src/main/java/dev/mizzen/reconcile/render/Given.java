package dev.mizzen.reconcile.render;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What a component gives to others now.
 *
 * @param values by the output's name
 * @param missing why an output has no value (yet), by its name
 */
public record Given(Map<String, JsonNode> values, Map<String, String> missing) {
    static Given of(JsonNode answer) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        answer.path("values").forEachEntry(values::put);
        Map<String, String> missing = new LinkedHashMap<>();
        answer.path("missing").forEachEntry((name, why) -> missing.put(name, why.asString("")));
        return new Given(values, missing);
    }
}
