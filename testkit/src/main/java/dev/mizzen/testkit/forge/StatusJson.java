package dev.mizzen.testkit.forge;

import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** A status as GitHub answers it. */
final class StatusJson {
    private StatusJson() {}

    static ObjectNode of(ObjectMapper json, RecordedStatus status) {
        ObjectNode node = json.createObjectNode();
        String repository = "https://api.github.com/repos/" + status.repository();
        node.put("url", repository + "/statuses/" + status.sha());
        node.put("avatar_url", "https://avatars.githubusercontent.com/u/1?v=4");
        node.put("id", status.id());
        node.put("node_id", "SC_" + status.id());
        node.put("state", status.state());
        node.put("description", status.description().orElse(null));
        node.put("target_url", status.targetUrl().orElse(null));
        node.put("context", status.context());
        node.put("created_at", status.createdAt().toString());
        node.put("updated_at", status.createdAt().toString());
        node.putNull("creator");
        return node;
    }
}
