package dev.mizzen.daemon.store;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.run.Deletions;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Deletions as the JSON of a column. */
final class DeletionsText {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private DeletionsText() {}

    static String of(Deletions deletions) {
        ObjectNode root = JSON.createObjectNode();
        switch (deletions) {
            case Deletions.OfObjects of -> {
                root.put("delivery", of.delivery().toString());
                ObjectNode clusters = root.putObject("objects");
                of.objects().forEach((cluster, refs) -> {
                    ArrayNode list = clusters.putArray(cluster.value());
                    refs.forEach(ref -> list.add(ref.toString()));
                });
            }
            case Deletions.OfDeliveries of -> {
                root.put("source", of.source().value());
                ArrayNode list = root.putArray("deliveries");
                of.deliveries().forEach(id -> list.add(id.toString()));
            }
        }
        return root.toString();
    }

    static Deletions parse(String text) {
        JsonNode root = JSON.readTree(text);
        if (root.has("source")) {
            return new Deletions.OfDeliveries(
                    new SourceName(root.path("source").asString()),
                    root.path("deliveries")
                            .valueStream()
                            .map(id -> DeliveryId.parse(id.asString()))
                            .collect(Collectors.toSet()));
        }
        Map<ClusterName, Set<ObjectRef>> objects = new LinkedHashMap<>();
        root.path("objects").properties().forEach(cluster -> {
            Set<ObjectRef> refs = new LinkedHashSet<>();
            cluster.getValue().forEach(ref -> refs.add(Texts.ref(ref.asString())));
            objects.put(new ClusterName(cluster.getKey()), refs);
        });
        return new Deletions.OfObjects(DeliveryId.parse(root.path("delivery").asString()), objects);
    }
}
