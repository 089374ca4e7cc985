package dev.mizzen.daemon.story;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a daemon remembers only as long as it lives. */
final class Forgotten {
    private Forgotten() {}

    /** Expected deliveries without the drifts that were and are over. */
    static Map<String, JsonNode> without(Map<String, JsonNode> deliveries) {
        Map<String, JsonNode> kept = new TreeMap<>();
        deliveries.forEach((id, fields) -> {
            JsonNode copy = fields.deepCopy();
            if (copy instanceof ObjectNode object) {
                object.remove("drifts");
            }
            kept.put(id, copy);
        });
        return kept;
    }
}
